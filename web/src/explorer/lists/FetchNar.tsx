/** From a narinfo to its NAR: fetched from a cache, or compared with a file that is at hand. */
import { For, Match, Show, Switch, createSignal, type JSX } from "solid-js";
import type { NarInfo } from "../../../../core/nix-compat/index.ts";
import { formatSize } from "../../format.ts";
import { chooseFiles } from "../../ui/files.ts";
import { createWork, ErrorState, partOf, Progress, workNumbers } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import { cachesToAsk } from "./cache-of.ts";
import { openAndCompare, type ComparedNar } from "./compare-nar.ts";

export function FetchNar(props: {
  ui: ExplorerUi;
  info: NarInfo;
  /** What the narinfo was opened as: a URL tells its cache. */
  name: string;
}): JSX.Element {
  const [file, setFile] = createSignal<File | null>(null);
  const work = createWork(file, (it, progress) => openAndCompare(props.ui.client, props.info, it, progress));
  const size = (): string => (props.info.fileSize === null ? "" : `, ${formatSize(props.info.fileSize)}`);
  const caches = (): string[] => cachesToAsk(props.name, props.ui.caches());
  const fetch = (from: string): void =>
    props.ui.open({ type: "subject", subject: { type: "path", path: props.info.storePath, from } });
  const choose = async (): Promise<void> => {
    const [chosen] = await chooseFiles({ accept: ".nar,.xz,.zst,.bz2,.gz" });
    if (chosen !== undefined) setFile(chosen);
  };
  return (
    <>
      <div class="nar-actions">
        <For each={caches()}>
          {(cache) => (
            <button type="button" class="button" title={cache} onClick={() => fetch(cache)}>
              Fetch from {new URL(cache).host}
              {size()}
            </button>
          )}
        </For>
        <button type="button" class="button" disabled={work.running()} onClick={() => void choose()}>
          Compare with a NAR file
        </button>
      </div>
      <p class="fact-note">
        Fetched or chosen, it is unpacked and hashed here, and refused where it differs from the narinfo.
      </p>
      <Switch>
        <Match when={work.running()}>
          <Progress
            what={`Reading ${file()?.name ?? ""}`}
            numbers={workNumbers(work.report())}
            part={partOf(work.report())}
            onCancel={work.cancel}
          />
        </Match>
        <Match when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Match>
        <Match when={work.value()}>{(it) => <Compared ui={props.ui} compared={it()} />}</Match>
      </Switch>
    </>
  );
}

function Compared(props: { ui: ExplorerUi; compared: ComparedNar }): JSX.Element {
  const equal = (): boolean => props.compared.comparisons.every((it) => it.equal);
  return (
    <div class="nar-compared" role="status">
      <p class={equal() ? "good-text" : "wrong-text"}>
        {equal()
          ? `${props.compared.opened.name} is what the narinfo tells of.`
          : `${props.compared.opened.name} is not what the narinfo tells of.`}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">The narinfo says</th>
            <th scope="col">The file has</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.compared.comparisons}>
            {({ name, says, has, equal: same }) => (
              <tr>
                <th scope="row">{name}</th>
                <td>
                  <code class="hash">{says}</code>
                </td>
                <td>
                  <Show when={!same} fallback={<span class="good-text">the same</span>}>
                    <code class="hash wrong-text">{has}</code>
                  </Show>
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <button
        type="button"
        class="link"
        onClick={() => props.ui.go({ subject: props.compared.opened.subject })}
      >
        Show the NAR
      </button>
    </div>
  );
}
