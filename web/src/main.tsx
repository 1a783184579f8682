/** Starts the page, or the small one for frames in other pages (`?embed`). */
import "./styles/fonts.css";
import "./styles/base.css";
import { preparedEvaluator } from "./run/prepare.ts";

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app");
// The worker is the largest part: it is on its way while the rest loads.
const spawn = preparedEvaluator();
if (/[?&]embed(?![\w-])/.test(location.search)) {
  const { startEmbed } = await import("./embed/start.tsx");
  await startEmbed(root, spawn);
} else {
  const { start } = await import("./start.tsx");
  await start(root, spawn);
}
