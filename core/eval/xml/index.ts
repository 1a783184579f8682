/** XML out. */
export { XmlWriter, type XmlAttributes } from "./writer.ts";
