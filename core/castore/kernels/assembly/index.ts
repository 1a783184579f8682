/** What the kernels offer to kernels/kernel.ts. */
export { scan } from "./gear.ts";
export { GEAR, GEAR_HASH, PAIR, PIECE, PIECE_SIZE, RESULT, TAIL } from "./layout.ts";
export { parent, subtree } from "./tree.ts";
