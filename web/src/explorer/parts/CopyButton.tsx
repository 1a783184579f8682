import Check from "lucide-solid/icons/check";
import Copy from "lucide-solid/icons/copy";
import { Show, createSignal, onCleanup, type JSX } from "solid-js";
import { copyText } from "../../result/clipboard.ts";

/** Milliseconds for which it says that it has copied. */
const told = 1500;

/** A small button that copies a text. */
export function CopyButton(props: {
  text: string | (() => string | Promise<string>);
  /** As `Copy the digest`. */
  label: string;
  announce?: ((text: string) => void) | undefined;
}): JSX.Element {
  const [state, setState] = createSignal<"idle" | "copied" | "refused">("idle");
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const copy = async (): Promise<void> => {
    try {
      await copyText(typeof props.text === "string" ? props.text : props.text());
      setState("copied");
      props.announce?.("Copied");
    } catch (error) {
      setState("refused");
      props.announce?.(`Not copied: ${error instanceof Error ? error.message : String(error)}`);
    }
    clearTimeout(timer);
    timer = setTimeout(() => setState("idle"), told);
  };
  const label = (): string =>
    state() === "copied" ? "Copied" : state() === "refused" ? "The browser refused" : props.label;
  return (
    <button
      type="button"
      class="icon-button small explorer-copy"
      aria-label={label()}
      title={label()}
      onClick={(event) => {
        event.stopPropagation();
        void copy();
      }}
    >
      <Show when={state() === "copied"} fallback={<Copy size={14} aria-hidden="true" />}>
        <Check size={14} aria-hidden="true" />
      </Show>
    </button>
  );
}
