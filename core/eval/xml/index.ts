/** XML out. */
export { xmlAttribute, XmlWriter } from "./writer.ts";
