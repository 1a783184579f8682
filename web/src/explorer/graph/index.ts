/** The explorer's input graph. */
import "../../styles/explorer-derivation.css";
import "../../styles/explorer-graph.css";
import "../../styles/explorer-compare.css";
export { GraphView } from "./GraphView.tsx";
