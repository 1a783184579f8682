// Derives the generated code before any test file is compiled.
import { derive } from "./lib/derive.mjs";

export default async function setup() {
  try {
    await derive();
  } catch (error) {
    // Tests of other parts still make sense; `npm test` has a step of its own that fails.
    console.error(`generated code is not up to date: ${error.message}`);
  }
}
