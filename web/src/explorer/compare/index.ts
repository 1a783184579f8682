/** The explorer's comparisons. */
import "../../styles/explorer-derivation.css";
export { CompareView } from "./CompareView.tsx";
