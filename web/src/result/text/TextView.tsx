/** The result as one text: Nix, JSON or XML. */
import { Match, Switch, createMemo, createResource, type JSX } from "solid-js";
import type { OutputFormat, RenderedText, TextSpan, ValueId } from "../../../../workers/index.ts";
import { formatCount } from "../../format.ts";
import { ErrorView } from "../error/ErrorView.tsx";
import type { Operations } from "../operation.ts";
import type { ValueClient } from "../types.ts";
import { PagedText } from "./PagedText.tsx";
import { TextTools } from "./TextTools.tsx";
import { formatNames, write, type Written } from "./written.ts";

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

const mediaTypes = { nix: "text/plain", json: "application/json", xml: "application/xml" };

export default function TextView(props: TextViewProps): JSX.Element {
  const request = createMemo(() => ({
    id: props.root,
    format: props.format,
    strict: props.strict,
    rendered: props.rendered,
  }));
  const [loaded] = createResource(request, (asked) => write(asked, props.client, props.operations));
  // The text on show stays until the next one is there.
  const current = createMemo<Written | undefined>((before) => loaded.latest ?? before);
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
              label={`Result as ${formatNames[it().format]}`}
              onGone={props.operations.markStale}
            />
          </div>
        )}
      </Match>
      <Match when={error()}>
        {(failure) => (
          <div class="result-scroll" tabindex="0" role="region" aria-label="Error">
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
