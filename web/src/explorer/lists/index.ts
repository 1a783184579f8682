/** The door of the views of documents and lists. */
export { ClosureView } from "./ClosureView.tsx";
export { ListingView } from "./ListingView.tsx";
export { NarinfoView } from "./NarinfoView.tsx";
export { PathsView } from "./PathsView.tsx";
