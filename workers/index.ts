/** The door of the workers' room: the types of their protocols. */
export type * from "./protocol.ts";
