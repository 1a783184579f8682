/** All about one derivation. */
import { For, Show, useContext, type JSX } from "solid-js";
import type { DerivationView } from "../../../../workers/index.ts";
import { formatCount } from "../../format.ts";
import { ExplorePath } from "../../ui/explore-path.ts";
import { download } from "../../ui/files.ts";
import { bytesOf, textOf } from "../byte-strings.ts";
import { copyText } from "../clipboard.ts";
import { shortenStorePath, storePathName } from "../store-paths.ts";
import { StoreText } from "../StoreText.tsx";
import { EnvList } from "./EnvList.tsx";
import { Few } from "./Few.tsx";
import { StorePathItem } from "./StorePathItem.tsx";

export interface DerivationDetailsProps {
  derivation: DerivationView;
  /** Goes to an input. */
  onWalk: (drvPath: string) => void;
  announce: (text: string) => void;
}

export function DerivationDetails(props: DerivationDetailsProps): JSX.Element {
  const drv = (): DerivationView => props.derivation;
  const explore = useContext(ExplorePath);
  const copy = async (text: string, what: string): Promise<void> => {
    try {
      await copyText(text);
      props.announce(`Copied ${what}`);
    } catch {
      props.announce("Not copied: the browser does not allow it");
    }
  };
  const copyPath = (path: string): void => void copy(path, path);
  const fileName = (): string => drv().drvPath.slice(drv().drvPath.lastIndexOf("/") + 1);
  return (
    <div class="derivation">
      <div class="derivation-tools">
        <Show when={explore}>
          {(open) => (
            <button
              type="button"
              class="button"
              title="Graph, explanation and comparison, in the explorer"
              onClick={() => open()(drv().drvPath)}
            >
              Explore
            </button>
          )}
        </Show>
        <button type="button" class="button" onClick={() => void copy(drv().drvPath, "the drvPath")}>
          Copy drvPath
        </button>
        <button type="button" class="button" onClick={() => void copy(textOf(drv().aterm), "the ATerm")}>
          Copy ATerm
        </button>
        <button type="button" class="button" onClick={() => void copy(drv().json, "the JSON")}>
          Copy JSON
        </button>
        <button type="button" class="button" onClick={() => download(fileName(), bytesOf(drv().aterm))}>
          Download .drv
        </button>
        <button
          type="button"
          class="button"
          onClick={() => download(`${drv().name}.json`, drv().json, "application/json")}
        >
          Download JSON
        </button>
      </div>
      <dl>
        <dt>drvPath</dt>
        <dd class="code">
          <StorePathItem path={drv().drvPath} onCopy={copyPath} />
        </dd>
        <dt>Outputs</dt>
        <dd>
          <ul class="outputs code">
            <For each={drv().outputs}>
              {(output) => (
                <li>
                  <span class="env-name">{output.name}</span>
                  <Show
                    when={output.path !== ""}
                    fallback={<span class="muted">known once it is built</span>}
                  >
                    <StorePathItem path={output.path} onCopy={copyPath} />
                  </Show>
                  <Show when={output.hashAlgo !== ""}>
                    <span class="muted output-hash" title={output.hash}>
                      {`${output.hashAlgo} ${output.hash}`}
                    </span>
                  </Show>
                </li>
              )}
            </For>
          </ul>
        </dd>
        <dt>System</dt>
        <dd class="code">{drv().system}</dd>
        <dt>Builder</dt>
        <dd class="code">
          <StoreText text={drv().builder} />
        </dd>
        <dt>Arguments</dt>
        <dd class="code">
          <Show when={drv().args.length > 0} fallback={<span class="muted">none</span>}>
            <ol class="arguments">
              <For each={drv().args}>
                {(arg) => (
                  <li>
                    <StoreText text={arg} />
                  </li>
                )}
              </For>
            </ol>
          </Show>
        </dd>
      </dl>
      <section aria-label="Input derivations">
        <h2>{`Input derivations (${formatCount(drv().inputDrvs.length)})`}</h2>
        <Show when={drv().inputDrvs.length === 0}>
          <p class="muted code">none</p>
        </Show>
        <ul class="inputs code" hidden={drv().inputDrvs.length === 0}>
          <Few items={drv().inputDrvs}>
            {(input) => (
              <li>
                <button
                  type="button"
                  class="link"
                  title={input.drvPath}
                  onClick={() => props.onWalk(input.drvPath)}
                >
                  {storePathName(input.drvPath).replace(/\.drv$/, "")}
                </button>
                <span class="muted">{input.outputs.join(", ")}</span>
              </li>
            )}
          </Few>
        </ul>
      </section>
      <section aria-label="Input sources">
        <h2>{`Input sources (${formatCount(drv().inputSrcs.length)})`}</h2>
        <Show when={drv().inputSrcs.length === 0}>
          <p class="muted code">none</p>
        </Show>
        <ul class="inputs code" hidden={drv().inputSrcs.length === 0}>
          <Few items={drv().inputSrcs}>
            {(path) => (
              <li>
                <span class="store-path" title={path}>
                  {shortenStorePath(path)}
                </span>
              </li>
            )}
          </Few>
        </ul>
      </section>
      <section aria-label="Environment">
        <h2>{`Environment (${formatCount(drv().env.length)})`}</h2>
        <EnvList env={drv().env} />
      </section>
    </div>
  );
}
