// npm start: installs what is missing, builds the page and serves it.
import { install } from "./lib/install.mjs";
import { path } from "./lib/paths.mjs";
import { must, run } from "./lib/run.mjs";
import { serve } from "./lib/serve.mjs";

await install();
await must(run(process.execPath, [path("scripts/run.mjs"), "build:page"]));
const port = Number(process.env["PORT"] ?? 4173);
const { url } = await serve(path("dist/web"), { port, host: process.env["HOST"] ?? "127.0.0.1" });
console.log(`\n  Tvix Playground: ${url}\n\n  Ctrl-C ends the server.`);
