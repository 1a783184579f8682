/** The command line: which command, and how it ends. */
import { version } from "../package.json";
import { argumentBytes } from "./bytes.ts";
import { evalCommand } from "./eval.ts";
import { evalBatchCommand } from "./eval-batch.ts";
import { reportFailure } from "./failure.ts";
import { helpTexts } from "./help.ts";
import { UsageError } from "./options.ts";
import { writeOut } from "./output.ts";
import { parseCommand } from "./parse.ts";
import { replCommand } from "./repl.ts";
import { defaultWorld } from "./world.ts";

async function run(argv: readonly string[]): Promise<number> {
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
      case "repl":
        return await replCommand(args, world);
      default:
        throw new UsageError(`unknown command '${command}'`);
    }
  } catch (e) {
    const known = Object.hasOwn(helpTexts, command) ? command : "";
    return reportFailure(e, known, world.showTrace);
  }
}

void run(argumentBytes(process.argv.slice(2))).then((code) => {
  process.exitCode = code;
});
