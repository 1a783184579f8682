/** Long tables, and bytes with what they mean: what views of archives, lists and castore share. */
import "../../styles/explorer-tables.css";
import "../../styles/explorer-facts.css";
import "../../styles/explorer-nar.css";
import "../../styles/explorer-lists.css";
export { MarkedBytes } from "./MarkedBytes.tsx";
export { hexLines, hexOffset, readable, type BytesMark } from "./marked-bytes.ts";
export { createPages, type Pages } from "./pages.ts";
export { Facts, type Fact } from "./Facts.tsx";
export { VirtualTable, type Column, type VirtualTableProps } from "./VirtualTable.tsx";
