/** The door of the info view, and of the signature checks that narinfos share with it. */
export { InfoView } from "./InfoView.tsx";
export { Signatures } from "./Signatures.tsx";
