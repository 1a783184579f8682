/**
 * A little Markdown as DOM: paragraphs, fenced code, lists, inline code, bold and emphasis. All else is text, HTML and
 * links included, so that nothing a file says can do anything.
 */
import { colourValue } from "../nix-language.ts";

/** Renders into a new element. */
export function renderMarkdown(text: string): HTMLElement {
  const root = document.createElement("div");
  root.className = "markdown";
  const lines = text.split("\n");
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    if (line.trim() === "") at++;
    else if (/^\s*```/.test(line)) {
      const from = ++at;
      while (at < lines.length && !/^\s*```/.test(lines[at]!)) at++;
      root.append(codeBlock(lines.slice(from, at).join("\n")));
      at++;
    } else if (bullet.test(line)) {
      const list = document.createElement("ul");
      while (at < lines.length && bullet.test(lines[at]!)) {
        let item = lines[at++]!.replace(bullet, "");
        // What is indented belongs to the item.
        while (at < lines.length && /^\s+\S/.test(lines[at]!) && !bullet.test(lines[at]!))
          item += ` ${lines[at++]!.trim()}`;
        list.append(inline(document.createElement("li"), item));
      }
      root.append(list);
    } else {
      const from = at;
      while (at < lines.length && !ends(lines[at]!)) at++;
      const heading = /^#{1,6}\s+/.exec(lines[from]!);
      const words = lines.slice(from, at).join(" ");
      const element = document.createElement("p");
      if (heading === null) root.append(inline(element, words));
      else root.append(inline(element, `**${words.slice(heading[0].length)}**`));
    }
  }
  return root;
}

const bullet = /^\s*[-*+]\s+/;

/** Whether a line ends the paragraph before it. */
function ends(line: string): boolean {
  return line.trim() === "" || /^\s*```/.test(line) || bullet.test(line);
}

function codeBlock(text: string): HTMLElement {
  const pre = document.createElement("pre");
  const code = document.createElement("code");
  for (const piece of colourValue(text)) {
    const span = document.createElement("span");
    span.className = piece.classes;
    span.textContent = piece.text;
    code.append(span);
  }
  pre.append(code);
  return pre;
}

const inlineMark = /(`+)(.+?)\1|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*/g;

function inline(parent: HTMLElement, text: string): HTMLElement {
  let from = 0;
  for (const match of text.matchAll(inlineMark)) {
    parent.append(text.slice(from, match.index));
    const [whole, , code, bold, emphasis] = match;
    const element = document.createElement(
      code !== undefined ? "code" : bold !== undefined ? "strong" : "em",
    );
    element.textContent = code ?? bold ?? emphasis ?? "";
    parent.append(element);
    from = match.index + whole.length;
  }
  parent.append(text.slice(from));
  return parent;
}
