/** The signatures of a narinfo, each checked against the chosen keys, and the keys to choose. */
import CircleCheck from "lucide-solid/icons/circle-check";
import CircleHelp from "lucide-solid/icons/circle-question-mark";
import CircleX from "lucide-solid/icons/circle-x";
import X from "lucide-solid/icons/x";
import { For, Show, createMemo, createSignal, type JSX } from "solid-js";
import { narInfoFingerprint, type NarInfo } from "../../../../core/nix-compat/index.ts";
import { formatNumberOf } from "../../format.ts";
import { CopyButton } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import { chosenKeys, type ChosenKeys } from "./chosen-keys.ts";
import { checkSignatures, nixosKey, verdictWords, type SignatureResult } from "./signatures.ts";

const icons: Record<SignatureResult, () => JSX.Element> = {
  good: () => <CircleCheck size={16} aria-hidden="true" />,
  bad: () => <CircleX size={16} aria-hidden="true" />,
  unknown: () => <CircleHelp size={16} aria-hidden="true" />,
};

export function Signatures(props: { ui: ExplorerUi; info: NarInfo }): JSX.Element {
  const chosen = chosenKeys(props.ui);
  const checked = createMemo(() => checkSignatures(props.info, chosen.keys()));
  return (
    <div class="signatures">
      <p>{verdictWords(checked(), props.info.ca)}</p>
      <ul class="signature-list" aria-label="Signatures">
        <For each={checked()}>
          {(signature) => (
            <li class={`signature ${signature.result}`}>
              {icons[signature.result]()}
              <span>
                <code>{signature.key}</code> {signature.words}
              </span>
            </li>
          )}
        </For>
      </ul>
      <details class="plain-details">
        <summary>What is signed</summary>
        <p class="fact-note">Path, NAR hash, NAR size and references, each separated by a semicolon.</p>
        <div class="code-box">
          <pre tabindex="0" aria-label="Fingerprint">
            {narInfoFingerprint(props.info)}
          </pre>
          <CopyButton
            text={narInfoFingerprint(props.info)}
            label="Copy the fingerprint"
            announce={props.ui.announce}
          />
        </div>
      </details>
      <Keys ui={props.ui} chosen={chosen} />
    </div>
  );
}

function Keys(props: { ui: ExplorerUi; chosen: ChosenKeys }): JSX.Element {
  const [text, setText] = createSignal("");
  const [fault, setFault] = createSignal("");
  const add = (key: string): void => {
    const wrong = props.chosen.add(key);
    setFault(wrong);
    if (wrong !== "") return props.ui.announce(wrong);
    setText("");
    props.ui.announce("Key added");
  };
  const missesNixos = (): boolean => !props.chosen.keys().some(({ name }) => nixosKey.startsWith(`${name}:`));
  return (
    <details class="plain-details">
      <summary>Chosen keys: {formatNumberOf(props.chosen.keys().length, "key")}</summary>
      <ul class="key-list">
        <For each={props.chosen.keys()}>
          {(key) => (
            <li>
              <code>{key.name}</code>
            </li>
          )}
        </For>
      </ul>
      <For each={props.chosen.faults()}>
        {(words) => <p class="wrong-text">A key of the settings: {words}.</p>}
      </For>
      <ul class="key-list" aria-label="Keys added here">
        <For each={props.chosen.added()}>
          {(key) => (
            <li>
              <code title={key}>{key}</code>
              <button
                type="button"
                class="icon-button small"
                title="Choose it no longer"
                aria-label={`Choose ${key.split(":")[0]} no longer`}
                onClick={() => props.chosen.remove(key)}
              >
                <X size={14} aria-hidden="true" />
              </button>
            </li>
          )}
        </For>
      </ul>
      <form
        class="key-form"
        onSubmit={(event) => {
          event.preventDefault();
          add(text());
        }}
      >
        <input
          class="field"
          classList={{ wrong: fault() !== "" }}
          aria-label="Public key"
          aria-invalid={fault() !== "" ? true : undefined}
          placeholder="cache.example.org-1:base64"
          spellcheck={false}
          autocomplete="off"
          value={text()}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setFault("");
          }}
        />
        <button type="submit" class="button" disabled={text().trim() === ""}>
          Add key
        </button>
        <Show when={missesNixos()}>
          <button type="button" class="link" onClick={() => add(nixosKey)}>
            Add the key of cache.nixos.org
          </button>
        </Show>
      </form>
      <Show when={fault() !== ""}>
        <p class="wrong-text" role="alert">
          {fault()}
        </p>
      </Show>
    </details>
  );
}
