/** The command line: which command, and how it ends. */
import { version } from "../package.json";
import { argumentBytes } from "./bytes.ts";
import { drvCommand } from "./drv.ts";
import { evalCommand } from "./eval.ts";
import { evalBatchCommand } from "./eval-batch.ts";
import { reportFailure } from "./failure.ts";
import { hashCommand } from "./hash.ts";
import { helpTexts } from "./help.ts";
import { instantiateCommand } from "./instantiate.ts";
import { narCommand } from "./nar.ts";
import { narinfoCommand } from "./narinfo.ts";
import { UsageError } from "./options.ts";
import { writeOut } from "./output.ts";
import { parseCommand } from "./parse.ts";
import { replCommand } from "./repl.ts";
import { defaultWorld } from "./world.ts";

/** Runs a command: at once, except for the REPL. Returns the exit code. */
function run(argv: readonly string[]): number | Promise<number> {
  const [command = "", ...args] = argv;
  const world = defaultWorld();
  try {
    if (command === "--version") {
      writeOut(`tvix ${version} (language of Nix 2.36 and 2.8)\n`);
      return 0;
    }
    if (command === "" || command === "--help" || command === "-h" || command === "help") {
      writeOut(helpTexts[""]!);
      return 0;
    }
    const options = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
    if (Object.hasOwn(helpTexts, command) && options.includes("--help")) {
      writeOut(helpTexts[command]!);
      return 0;
    }
    switch (command) {
      case "eval":
        evalCommand(args, world);
        return 0;
      case "parse":
        parseCommand(args, world);
        return 0;
      case "eval-batch":
        return evalBatchCommand(args, world);
      case "instantiate":
        instantiateCommand(args, world);
        return 0;
      case "drv":
        drvCommand(args);
        return 0;
      case "nar":
        narCommand(args);
        return 0;
      case "narinfo":
        narinfoCommand(args);
        return 0;
      case "hash": {
        const later = hashCommand(args);
        if (later === undefined) return 0;
        return later.then(() => 0).catch((e: unknown) => reportFailure(e, command, world.showTrace));
      }
      case "castore":
        // Stores are loaded only where they are needed: most runs evaluate, and begin sooner without.
        return import("./castore.ts")
          .then(({ castoreCommand }) => castoreCommand(args))
          .then(() => 0)
          .catch((e: unknown) => reportFailure(e, command, world.showTrace));
      case "store":
        return import("./store.ts")
          .then(({ storeCommand }) => storeCommand(args))
          .catch((e: unknown) => reportFailure(e, command, world.showTrace));
      case "bridge":
        return import("./bridge.ts")
          .then(({ bridgeCommand }) => bridgeCommand(args))
          .catch((e: unknown) => reportFailure(e, command, world.showTrace));
      case "repl":
        return replCommand(args, world).catch((e: unknown) => reportFailure(e, command, world.showTrace));
      default:
        throw new UsageError(`unknown command '${command}'`);
    }
  } catch (e) {
    return reportFailure(e, Object.hasOwn(helpTexts, command) ? command : "", world.showTrace);
  }
}

const code = run(argumentBytes(process.argv.slice(2)));
// All output is synchronous, so nothing is left to wait for; ending by itself, Node would collect garbage first.
if (typeof code === "number") process.exit(code);
else void code.then((later) => (process.exitCode = later));
