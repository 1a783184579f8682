/** A document that is read first: progress, errors, then what is made of its text. */
import { Match, Switch, type JSX } from "solid-js";
import { createWork, EmptyState, ErrorState, partOf, Progress, workNumbers } from "../parts/index.ts";
import type { ViewProps } from "../types.ts";
import { readDocument } from "./read-document.ts";

export function Document(
  props: ViewProps & {
    /** As `narinfo`. */
    what: string;
    children: (text: string) => JSX.Element;
  },
): JSX.Element {
  const file = () => (props.root?.kind === "file" ? props.root : null);
  const work = createWork(file, ({ node, size }, progress) =>
    readDocument(props.ui.client, node, size, progress),
  );
  return (
    <Switch>
      <Match when={file() === null}>
        <EmptyState title={`No ${props.what} to show`} text="What the link names is no file." />
      </Match>
      <Match when={work.failure()}>{(it) => <ErrorState failure={it()} onRetry={work.again} />}</Match>
      <Match when={work.cancelled()}>
        <EmptyState title="It was not read">
          <button type="button" class="button" onClick={work.again}>
            Read it
          </button>
        </EmptyState>
      </Match>
      <Match when={work.value() !== null}>{props.children(work.value()!)}</Match>
      <Match when={true}>
        <Progress
          what={`Reading the ${props.what}`}
          numbers={workNumbers(work.report())}
          part={partOf(work.report())}
          onCancel={work.cancel}
        />
      </Match>
    </Switch>
  );
}
