/** A picture, as the browser shows it: never as a document, so that nothing in it runs. */
import { Match, Switch, createEffect, createSignal, on, onCleanup, type JSX } from "solid-js";
import type { StoreFailure } from "../../../../workers/index.ts";
import { formatCount, formatSize } from "../../format.ts";
import { ErrorState } from "../parts/ErrorState.tsx";
import { Progress } from "../parts/Progress.tsx";
import { failureOf, type FileBytes } from "./file-bytes.ts";

/** Bytes of a picture that is shown. */
const largest = 64 * 2 ** 20;

export function PictureViewer(props: { bytes: FileBytes; type: string; name: string }): JSX.Element {
  const [url, setUrl] = createSignal<string | null>(null);
  const [size, setSize] = createSignal("");
  const [read, setRead] = createSignal(0);
  const [failure, setFailure] = createSignal<StoreFailure | null>(null);
  let latest = 0;

  const load = async (bytes: FileBytes): Promise<void> => {
    const mine = ++latest;
    release();
    setFailure(null);
    if (bytes.size > largest) {
      const message = `pictures of more than ${formatSize(largest)} are not shown: download it`;
      return void setFailure({ kind: "invalid", message });
    }
    try {
      const all = await bytes.stretch(0, bytes.size, setRead, () => mine === latest);
      if (all === null || mine !== latest) return;
      setUrl(URL.createObjectURL(new Blob([all as Uint8Array<ArrayBuffer>], { type: props.type })));
    } catch (error) {
      if (mine === latest) setFailure(failureOf(error));
    }
  };
  const release = (): void => {
    const before = url();
    if (before !== null) URL.revokeObjectURL(before);
    setUrl(null);
  };
  createEffect(
    on(
      () => props.bytes,
      (bytes) => void load(bytes),
    ),
  );
  onCleanup(() => {
    latest++;
    release();
  });

  return (
    <div class="picture-viewer" tabindex="0" data-focus role="region" aria-label={`Picture ${props.name}`}>
      <Switch
        fallback={
          <Progress
            what={`Reading ${props.name}`}
            numbers={`${formatSize(read())} of ${formatSize(props.bytes.size)}`}
            part={props.bytes.size === 0 ? null : read() / props.bytes.size}
          />
        }
      >
        <Match when={failure()}>{(it) => <ErrorState failure={it()} />}</Match>
        <Match when={url()}>
          {(it) => (
            <figure>
              <img
                src={it()}
                alt={props.name}
                onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
                  setSize(`${formatCount(naturalWidth)} × ${formatCount(naturalHeight)} pixels`)
                }
                onError={() =>
                  setFailure({
                    kind: "invalid",
                    message: "the browser can’t show this picture; its bytes are under Hex",
                  })
                }
              />
              <figcaption>{size()}</figcaption>
            </figure>
          )}
        </Match>
      </Switch>
    </div>
  );
}
