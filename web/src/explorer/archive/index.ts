/** The door of the NAR view. */
export { NarView } from "./NarView.tsx";
