/** The explorer's input graph. */
import "../../styles/explorer-derivation.css";
export { GraphView } from "./GraphView.tsx";
