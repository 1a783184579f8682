import Check from "lucide-solid/icons/check";
import Copy from "lucide-solid/icons/copy";
import { Show, createSignal, onCleanup, type JSX } from "solid-js";
import type { RootDigest } from "../../../workers/index.ts";
import { shortDigest } from "./digest.ts";
import { IconButton } from "../ui/IconButton.tsx";

/** The digest of a tree, short; whole on hover and when copied. */
export function Digest(props: { root: RootDigest; onRefused: (message: string) => void }): JSX.Element {
  const [copied, setCopied] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.root);
    } catch {
      return props.onRefused(`The browser does not allow copying. The digest is ${props.root}`);
    }
    clearTimeout(timer);
    setCopied(true);
    timer = setTimeout(() => setCopied(false), 1500);
  };
  return (
    <span class="digest">
      <code title={props.root}>{shortDigest(props.root)}</code>
      <IconButton label={copied() ? "Copied" : "Copy the digest"} onClick={() => void copy()}>
        <Show when={copied()} fallback={<Copy size={14} aria-hidden="true" />}>
          <Check size={14} aria-hidden="true" />
        </Show>
      </IconButton>
    </span>
  );
}
