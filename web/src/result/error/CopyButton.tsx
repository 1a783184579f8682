import { createSignal, type JSX } from "solid-js";

/** Copies a text and says so for a moment. */
export function CopyButton(props: { text: string; what: string }): JSX.Element {
  const [done, setDone] = createSignal<"Copied" | "Not allowed" | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.text);
      setDone("Copied");
    } catch {
      setDone("Not allowed");
    }
    setTimeout(() => setDone(null), 1500);
  };
  return (
    <button
      type="button"
      class="button copy"
      onClick={() => void copy()}
      aria-label={`Copy the ${props.what}`}
    >
      {done() ?? "Copy"}
    </button>
  );
}
