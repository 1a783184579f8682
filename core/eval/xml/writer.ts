/** XML text as Nix writes it: two spaces a level, attributes sorted by name. Byte strings. */

const escapes: Record<string, string> = { '"': "&quot;", "<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": "&#xA;" };

function escape(text: string): string {
  return text.replace(/["<>&\n]/g, (c) => escapes[c]!);
}

/** Names and values; undefined values are left out. Write names in sorted order. */
export type XmlAttributes = Readonly<Record<string, string | undefined>>;

/** Collects an XML document. */
export class XmlWriter {
  text = "<?xml version='1.0' encoding='utf-8'?>\n";
  private depth = 0;

  /** Begins an element that has content. */
  open(name: string, attributes: XmlAttributes = {}): void {
    this.line(`<${name}${list(attributes)}>`);
    this.depth++;
  }

  /** Ends the innermost element. */
  close(name: string): void {
    this.depth--;
    this.line(`</${name}>`);
  }

  /** An element without content. */
  empty(name: string, attributes: XmlAttributes = {}): void {
    this.line(`<${name}${list(attributes)} />`);
  }

  private line(text: string): void {
    this.text += `${"  ".repeat(this.depth)}${text}\n`;
  }
}

function list(attributes: XmlAttributes): string {
  let text = "";
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined) text += ` ${name}="${escape(value)}"`;
  }
  return text;
}
