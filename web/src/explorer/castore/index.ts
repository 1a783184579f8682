/** The door of the castore view. */
export { CastoreView } from "./CastoreView.tsx";
