/** Nix's log as JSON lines: the door of this folder. */
export {
  activityTypes,
  type ActivityType,
  formatLogLine,
  LogError,
  type LogField,
  type LogMessage,
  parseLogLine,
  resultTypes,
  type ResultType,
  verbosities,
  type Verbosity,
} from "./internal-json.ts";
