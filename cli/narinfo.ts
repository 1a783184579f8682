/** `tvix narinfo`: shows narinfos and checks their signatures. */
import { closeSync, openSync, readFileSync } from "node:fs";
import {
  narInfoFingerprint,
  formatHash,
  formatSignature,
  NarInfoError,
  parseNarInfo,
  parsePublicKey,
  splitNarInfos,
  verifyNarInfo,
  writeNarInfo,
  type NarInfo,
  type NarInfoRecord,
  type PublicKey,
} from "../core/nix-compat/index.ts";
import { NixError } from "../core/eval/index.ts";
import { nodePath } from "./byte-io.ts";
import { withFormatErrors } from "./format-errors.ts";
import { noSubcommand, readOptions, UsageError } from "./options.ts";
import { readAllInput, writeOut } from "./output.ts";

/** What Nix trusts unless told otherwise. */
const defaultKey = "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";

/** Runs the command. @throws NixError, UsageError, Node's errors of files */
export function narinfoCommand(argv: readonly string[]): void {
  const [command = "", ...args] = argv;
  if (command === "show") show(args);
  else if (command === "verify") verify(args);
  else throw noSubcommand("narinfo", ["show", "verify"], command);
}

/** The narinfos in some files; `-` is standard input. */
function* records(files: readonly string[]): Generator<{ file: string; record: NarInfoRecord }> {
  if (files.length === 0) throw new UsageError("FILE is missing");
  for (const file of files) {
    for (const record of splitNarInfos(file === "-" ? readAllInput() : readText(file)))
      yield { file, record };
  }
}

function readText(path: string): string {
  const file = openSync(nodePath(path), "r");
  try {
    return readFileSync(file, "latin1");
  } finally {
    closeSync(file);
  }
}

function show(args: readonly string[]): void {
  let json = false;
  const files = readOptions(args, { "--json": { values: 0, run: () => void (json = true) } });
  let first = true;
  for (const { file, record } of records(files)) {
    const info = withFormatErrors(file, () => parseNarInfo(record.text, undefined, record.line));
    if (json) {
      writeOut(`${toJson(info)}\n`);
      continue;
    }
    const notes = quirksOf(info).map((quirk) => `# ${quirk}\n`);
    writeOut(
      `${first ? "" : "\n"}${writeNarInfo(info)}# fingerprint: ${narInfoFingerprint(info)}\n${notes.join("")}`,
    );
    first = false;
  }
}

/** The oddities of a narinfo, in words. */
function quirksOf({ quirks, unknown }: NarInfo): string[] {
  const notes: [boolean, string][] = [
    [quirks.compressionMissing, "no Compression line: bzip2"],
    [quirks.referencesMissing, "no References line"],
    [quirks.unknownDeriver, "the deriver is unknown"],
    [quirks.fileHashHex, "FileHash is in base 16"],
    [quirks.narHashHex, "NarHash is in base 16"],
    [quirks.referencesUnsorted, "the references are not sorted"],
    [quirks.linesUnsorted, "the lines came in another order"],
    [unknown.length > 0, `unknown lines: ${unknown.map(({ tag }) => tag).join(", ")}`],
  ];
  return notes.filter(([is]) => is).map(([, note]) => note);
}

/** A line of JSON; bytes that are no UTF-8 stand as they are. */
function toJson(info: NarInfo): string {
  const { storePath, url, compression, fileHash, fileSize, narHash, narSize } = info;
  const { references, deriver, system, ca } = info;
  return JSON.stringify({
    storePath,
    url,
    compression,
    fileHash: fileHash && formatHash(fileHash, "sri"),
    fileSize,
    narHash: formatHash(narHash, "sri"),
    narSize,
    references,
    deriver,
    system,
    signatures: info.signatures.map(formatSignature),
    ca,
    fingerprint: narInfoFingerprint(info),
  });
}

function verify(args: readonly string[]): void {
  const keys: PublicKey[] = [];
  const files = readOptions(args, {
    "--key": {
      values: 1,
      run: (text) => void keys.push(withFormatErrors(null, () => parsePublicKey(text!))),
    },
  });
  if (keys.length === 0) keys.push(parsePublicKey(defaultKey));
  let count = 0;
  let failed = 0;
  for (const { file, record } of records(files)) {
    count++;
    const verdict = verdictOf(record, keys);
    if (!verdict.ok) failed++;
    writeOut(`${verdict.name ?? file}: ${verdict.text}\n`);
  }
  if (count === 0) throw new NixError("value", "no narinfo found");
  if (failed > 0) throw new NixError("value", `${failed} of ${count} narinfos failed`);
}

function verdictOf(
  record: NarInfoRecord,
  keys: readonly PublicKey[],
): { ok: boolean; name: string | null; text: string } {
  let info: NarInfo;
  try {
    info = parseNarInfo(record.text, undefined, record.line);
  } catch (error) {
    if (error instanceof NarInfoError) return { ok: false, name: null, text: error.message };
    throw error;
  }
  const verdict = verifyNarInfo(info, keys);
  const name = info.storePath;
  switch (verdict.status) {
    case "ok":
      return { ok: true, name, text: `ok (${verdict.key})` };
    case "bad signature":
      return { ok: false, name, text: `bad signature (${verdict.keys.join(", ")})` };
    case "no key matches":
      return { ok: false, name, text: verdict.status };
  }
}
