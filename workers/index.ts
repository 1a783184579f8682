/** The door of the workers' room: the types of their protocols. */
export type * from "./protocol.ts";
export type * from "./values-protocol.ts";
export type * from "./language-protocol.ts";
export type * from "./api.ts";
export type * from "./store-protocol.ts";
export type * from "./explorer-protocol.ts";
export type * from "./bridge/writer-protocol.ts";
export type { StoreConnection } from "./store/read-protocol.ts";
export type { ChannelLayout } from "./store/channel.ts";
