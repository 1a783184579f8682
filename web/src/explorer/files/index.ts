/** The view of files: a tree and a viewer. */
export { FilesView } from "./FilesView.tsx";
