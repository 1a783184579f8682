import { createMemo, type JSX } from "solid-js";
import { formatCount } from "../../format.ts";
import type { Colouring } from "../../result/text/colour.ts";
import { PagedText } from "../../result/text/PagedText.tsx";
import { localText } from "../../result/text/source.ts";
import { download } from "../../ui/files.ts";
import { CopyButton } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";

export interface TextPageProps {
  ui: ExplorerUi;
  /** As `the ATerm`. */
  what: string;
  text: string;
  /** What is saved: bytes where the text is only how they are shown. */
  content: () => BlobPart;
  bytes: number;
  fileName: string;
  mediaType: string;
  colouring: Colouring;
}

/** A text of any size, to be read, copied and saved. */
export function TextPage(props: TextPageProps): JSX.Element {
  const source = createMemo(() => localText(props.text));
  return (
    <div class="drv-whole">
      <div class="text-bar">
        <span class="text-size">{`${formatCount(props.bytes)} bytes`}</span>
        <span class="text-tools">
          <CopyButton text={props.text} label={`Copy ${props.what}`} announce={props.ui.announce} />
          <button
            type="button"
            class="tool-button labelled"
            onClick={() => {
              download(props.fileName, props.content(), props.mediaType);
              props.ui.announce(`Downloaded ${props.fileName}`);
            }}
          >
            {`Download ${props.fileName.slice(props.fileName.lastIndexOf("."))}`}
          </button>
        </span>
      </div>
      <PagedText source={source()} colouring={props.colouring} label={props.what} />
    </div>
  );
}
