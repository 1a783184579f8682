/** The explorer's comparisons. */
import "../../styles/explorer-derivation.css";
import "../../styles/explorer-graph.css";
import "../../styles/explorer-compare.css";
export { CompareView } from "./CompareView.tsx";
