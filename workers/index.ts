/** The door of the workers' room: the types of their protocols. */
export type * from "./protocol.ts";
export type * from "./values-protocol.ts";
export type * from "./language-protocol.ts";
export type * from "./api.ts";
export type * from "./store-protocol.ts";
