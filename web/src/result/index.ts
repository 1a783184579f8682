/** The result room's door. `DerivationPane` is loaded when it is first needed: `lazy(() => import(…))`. */
export { ResultPane, type ResultPaneProps } from "./ResultPane.tsx";
export type {
  DerivationTarget,
  Interruption,
  ResultReply,
  Running,
  ShownResult,
  ValueClient,
} from "./types.ts";
