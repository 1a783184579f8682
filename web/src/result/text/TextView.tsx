/** The result as one text: Nix, JSON or XML. */
import { Match, Switch, createMemo, createResource, type JSX } from "solid-js";
import type {
  EvaluateError,
  OutputFormat,
  RenderedText,
  TextSpan,
  ValueId,
} from "../../../../workers/index.ts";
import { formatCount } from "../../format.ts";
import { ErrorView } from "../error/ErrorView.tsx";
import { isCancelled, type Operations } from "../operation.ts";
import type { ValueClient } from "../types.ts";
import { layOut } from "./layout.ts";
import { PagedText } from "./PagedText.tsx";
import { TextTools } from "./TextTools.tsx";
import { allOf, keptText, localText, type TextSource } from "./source.ts";

/** Texts up to this many UTF-16 units are laid out in lines; larger ones are shown as they are. */
const mostLaidOut = 256 * 1024;

export interface TextViewProps {
  root: ValueId;
  format: OutputFormat;
  strict: boolean;
  /** The text, where the evaluation wrote it already. */
  rendered: RenderedText | null;
  client: ValueClient;
  operations: Operations;
  sourceText: (file: string | null) => string | null;
  onGoTo: (span: TextSpan) => void;
  onEvaluate: () => void;
  announce: (text: string) => void;
}

type Loaded =
  | { type: "text"; format: OutputFormat; raw: TextSource; shown: TextSource }
  | { type: "error"; error: EvaluateError }
  | { type: "none" };

const names = { nix: "Nix", json: "JSON", xml: "XML" };
const mediaTypes = { nix: "text/plain", json: "application/json", xml: "application/xml" };

export default function TextView(props: TextViewProps): JSX.Element {
  const request = createMemo(() => ({
    id: props.root,
    format: props.format,
    strict: props.strict,
    rendered: props.rendered,
  }));
  const [loaded] = createResource(request, async ({ rendered, ...asked }): Promise<Loaded> => {
    let kept = rendered;
    if (kept === null) {
      const answer = await props.operations.run(`Writing ${names[asked.format]}`, () =>
        props.client.render(asked),
      );
      if (answer.type === "stale" || isCancelled(answer)) return { type: "none" };
      if (answer.type === "failed") return { type: "error", error: answer.error };
      kept = answer.value;
    }
    const raw = keptText(kept, props.client);
    if (asked.format === "xml" || raw.total > mostLaidOut) {
      return { type: "text", format: asked.format, raw, shown: raw };
    }
    const whole = (await allOf(raw)).join("");
    const shown = localText(layOut(whole, asked.format));
    return { type: "text", format: asked.format, raw: localText(whole), shown };
  });
  // The text on show stays until the next one is there.
  const current = createMemo<Loaded | undefined>((before) => loaded.latest ?? before);
  const text = () => {
    const it = current();
    return it?.type === "text" ? it : null;
  };
  const error = () => {
    const it = current();
    return it?.type === "error" ? it.error : null;
  };
  return (
    <Switch>
      <Match when={text()}>
        {(it) => (
          <div class="value">
            <div class="text-bar">
              <span class="text-size">{formatCount(it().raw.total)} characters</span>
              <TextTools
                source={it().raw}
                what="value"
                fileName={`result.${it().format}`}
                mediaType={mediaTypes[it().format]}
                announce={props.announce}
              />
            </div>
            <PagedText
              source={it().shown}
              colouring={it().format}
              label={`Result as ${names[it().format]}`}
              onGone={props.operations.markStale}
            />
          </div>
        )}
      </Match>
      <Match when={error()}>
        {(failure) => (
          <div class="result-scroll">
            <ErrorView error={failure()} sourceText={props.sourceText} onGoTo={props.onGoTo} />
          </div>
        )}
      </Match>
      <Match when={current()?.type === "none"}>
        <div class="empty">
          <p>Not written: it was stopped, or the value is gone.</p>
          <button type="button" class="button" onClick={() => props.onEvaluate()}>
            Evaluate again
          </button>
        </div>
      </Match>
    </Switch>
  );
}
