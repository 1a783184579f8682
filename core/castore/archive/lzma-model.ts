/** The probabilities of LZMA's bits in one array: where the groups of them begin. */

/** Each begins with this, of 2048. */
export const half = 1024;

export const isMatch = 0; // 12 states of 16 positions
export const isRep = isMatch + 12 * 16;
export const isRepG0 = isRep + 12;
export const isRepG1 = isRepG0 + 12;
export const isRepG2 = isRepG1 + 12;
export const isRep0Long = isRepG2 + 12; // 12 of 16
export const posSlot = isRep0Long + 12 * 16; // 4 of 64
export const posSpecial = posSlot + 4 * 64; // 115
export const posAlign = posSpecial + 115; // 16
export const lengthCoder = posAlign + 16;
const lengthSize = 2 + 16 * 8 + 16 * 8 + 256;
export const repLengthCoder = lengthCoder + lengthSize;
export const literal = repLengthCoder + lengthSize; // 0x300 for each context
