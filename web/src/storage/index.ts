/** Storage: what is kept in this browser, and its upkeep. Loaded when it is first looked at. */
import "../styles/storage.css";

export { StoragePanel } from "./StoragePanel.tsx";
export { createStorageUi, type StorageDeps, type StorageUi } from "./storage-ui.ts";
