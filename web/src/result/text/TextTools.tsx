import Copy from "lucide-solid/icons/copy";
import Download from "lucide-solid/icons/download";
import type { JSX } from "solid-js";
import { download as offer } from "../../ui/files.ts";
import { copyText } from "../clipboard.ts";
import { allOf, type TextSource } from "./source.ts";

export interface TextToolsProps {
  source: TextSource;
  /** As in "Copied the value". */
  what: string;
  fileName: string;
  mediaType: string;
  announce: (text: string) => void;
}

/** Copies or downloads a whole text. */
export function TextTools(props: TextToolsProps): JSX.Element {
  const attempt = async (done: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      props.announce(done);
    } catch (error) {
      props.announce(`Not done: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const copy = (): Promise<void> =>
    attempt(`Copied the ${props.what}`, () => copyText(allOf(props.source).then((parts) => parts.join(""))));
  const download = (): Promise<void> =>
    attempt(`Downloaded ${props.fileName}`, async () => {
      offer(props.fileName, new Blob(await allOf(props.source)), props.mediaType);
    });
  return (
    <span class="text-tools">
      <button
        type="button"
        class="tool-button labelled"
        onClick={() => void copy()}
        title={`Copy the ${props.what}`}
      >
        <Copy size={14} aria-hidden="true" /> Copy
      </button>
      <button
        type="button"
        class="tool-button labelled"
        onClick={() => void download()}
        title={`Save as ${props.fileName}`}
      >
        <Download size={14} aria-hidden="true" /> Download
      </button>
    </span>
  );
}
