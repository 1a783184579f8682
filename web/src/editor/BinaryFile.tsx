/** In place of the editor for a file that is no text. */
import Download from "lucide-solid/icons/download";
import type { JSX } from "solid-js";
import { download } from "../files/download.ts";
import { formatCount, formatSize } from "../format.ts";

export function BinaryFile(props: { path: string; bytes: Uint8Array }): JSX.Element {
  const size = (): string => {
    const { length } = props.bytes;
    return length < 1024
      ? `${formatCount(length)} bytes`
      : `${formatCount(length)} bytes (${formatSize(length)})`;
  };
  return (
    <div class="binary-file">
      <p>
        <strong>{props.path}</strong>
      </p>
      <p>
        Binary file, {size()}. It is not UTF-8 text, so it can't be edited here; Nix expressions can use it.
      </p>
      <button type="button" class="button" onClick={() => download(props.path, props.bytes)}>
        <Download size={16} aria-hidden="true" />
        Download
      </button>
    </div>
  );
}
