/** Documentation of builtins as Markdown; loaded when it is first asked for. */
import { type BuiltinDoc, loadBuiltinDocs } from "../../core/eval/index.ts";

type Docs = ReadonlyMap<string, BuiltinDoc>;

let loading: Promise<Docs> | null = null;

/** All entries, by name. */
export function builtinDocs(): Promise<Docs> {
  loading ??= loadBuiltinDocs();
  return loading;
}

/** Name and parameters, as a call is written. */
export function signatureOf({ name, params }: BuiltinDoc): string {
  return ["builtins." + name, ...params].join(" ");
}

/** An entry as it is shown. */
export function renderDoc(doc: BuiltinDoc): string {
  const parts = ["```nix\n" + signatureOf(doc) + "\n```", doc.text];
  if (doc.since !== undefined) parts.push(`Since Nix ${doc.since}.`);
  if (doc.feature !== undefined) parts.push(`Needs the feature \`${doc.feature}\`.`);
  if (doc.note !== undefined) parts.push(doc.note);
  for (const { code, result } of doc.examples) parts.push("```nix\n" + code + "\n=> " + result + "\n```");
  return parts.join("\n\n");
}
