/** The explorer's views of one derivation. */
import "../../styles/explorer-derivation.css";
import "../../styles/explorer-graph.css";
import "../../styles/explorer-compare.css";
export { AtermView } from "./AtermView.tsx";
export { DerivationView } from "./DerivationView.tsx";
export { ExplainView } from "./ExplainView.tsx";
export { JsonView } from "./JsonView.tsx";
