import { mkdtempSync } from "node:fs";
import { makeBenchStore } from "./bridge/trees.ts";
import { renderNar } from "../core/store/index.ts";
const folder = mkdtempSync("/tmp/bridge-b/zz-");
const store = await makeBenchStore(folder, { real: 150e6, large: 200e6 });
for (let i = 0; i < 6; i++) {
  for (const p of [store.real, store.large]) {
  try { for await (const _ of renderNar(store.stores, p.node)); console.log("ok", i); } catch (e) { console.log(i, String(e), process.memoryUsage()); }
  }
}
