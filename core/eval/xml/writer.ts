/** XML text as Nix writes it: two spaces a level. Byte strings. */
import { TextBuilder } from "../text-builder.ts";

const escapes: Record<string, string> = {
  '"': "&quot;",
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  "\n": "&#xA;",
};

/** ` name="value"`, to be put into a tag. Nix writes them sorted by name. */
export function xmlAttribute(name: string, value: string): string {
  return ` ${name}="${value.replace(/["<>&\n]/g, (c) => escapes[c]!)}"`;
}

/** Collects an XML document. */
export class XmlWriter extends TextBuilder {
  private indent = "";

  constructor() {
    super();
    this.add("<?xml version='1.0' encoding='utf-8'?>\n");
  }

  /** Begins an element that has content. @param attributes - what {@link xmlAttribute} gave */
  open(name: string, attributes = ""): void {
    this.add(`${this.indent}<${name}${attributes}>\n`);
    this.indent += "  ";
  }

  /** Ends the innermost element. */
  close(name: string): void {
    this.indent = this.indent.slice(2);
    this.add(`${this.indent}</${name}>\n`);
  }

  /** An element without content. */
  empty(name: string, attributes = ""): void {
    this.add(`${this.indent}<${name}${attributes} />\n`);
  }
}
