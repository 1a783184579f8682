/** The door of the info view, and of what narinfos share with it. */
export { InfoView } from "./InfoView.tsx";
export { Part } from "./Part.tsx";
export { Signatures } from "./Signatures.tsx";
