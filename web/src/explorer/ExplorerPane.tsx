/** The explorer's frame: header, what runs, and the view in front. */
import {
  ErrorBoundary,
  Match,
  Show,
  Suspense,
  Switch,
  createEffect,
  on,
  onCleanup,
  onMount,
  type JSX,
} from "solid-js";
import { Dynamic } from "solid-js/web";
import { tabId } from "../ui/Tabs.tsx";
import { Dialogs } from "./Dialogs.tsx";
import { Header, viewId } from "./Header.tsx";
import { keepFocus } from "./keep-focus.ts";
import { NotHere } from "./NotHere.tsx";
import { openText } from "./OpenField.tsx";
import { ErrorState } from "./parts/ErrorState.tsx";
import { Progress } from "./parts/Progress.tsx";
import { Start } from "./Start.tsx";
import type { ExplorerState, Running, Standing, Trouble } from "./state.ts";
import type { Place } from "./types.ts";
import { views } from "./views.ts";
import { Warnings } from "./Warnings.tsx";

export function ExplorerPane(props: { state: ExplorerState }): JSX.Element {
  const { state } = props;
  let pane!: HTMLElement;
  onMount(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const active = document.activeElement;
      const elsewhere = active !== null && active !== document.body && !pane.contains(active);
      if (elsewhere || isEditable(active) || pane.offsetParent === null || event.defaultPrevented) return;
      const [file] = event.clipboardData?.files ?? [];
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (file !== undefined) state.open({ type: "file", file, name: file.name });
      else if (text.trim() !== "") openText(state, text);
      else return;
      event.preventDefault();
    };
    window.addEventListener("paste", onPaste);
    onCleanup(() => window.removeEventListener("paste", onPaste));
    const focus = keepFocus(pane);
    onCleanup(focus.stop);
    createEffect(on(state.place, focus.claim));
  });
  const standing = <T extends Standing["type"]>(type: T): Extract<Standing, { type: T }> | undefined => {
    const now = state.standing();
    return now.type === type ? (now as Extract<Standing, { type: T }>) : undefined;
  };
  return (
    <section class="pane explorer" aria-label="Explorer" tabindex="-1" ref={(it) => (pane = it)}>
      <Header state={state} place={state.place()} />
      <Show when={state.running()} keyed={false}>
        {(running) => <Work running={running()} />}
      </Show>
      <Show when={state.trouble()}>{(trouble) => <TroubleCard state={state} trouble={trouble()} />}</Show>
      <div class="explorer-body">
        <Show when={state.place()} fallback={<Start state={state} />}>
          {(place) => (
            <Switch>
              <Match when={standing("loading")}>
                <Progress what="Looking it up" numbers="" part={null} />
              </Match>
              <Match when={standing("missing")}>
                {(it) => (
                  <Show when={state.running() === null}>
                    <NotHere state={state} subject={place().subject} why={it().why} />
                  </Show>
                )}
              </Match>
              <Match when={standing("failed")}>
                {(it) => <ErrorState failure={it().failure} onRetry={state.reload} />}
              </Match>
              <Match when={standing("here")}>
                {(it) => <View state={state} place={place()} here={it()} />}
              </Match>
            </Switch>
          )}
        </Show>
      </div>
      <Dialogs state={state} />
    </section>
  );
}

function View(props: {
  state: ExplorerState;
  place: Place;
  here: Extract<Standing, { type: "here" }>;
}): JSX.Element {
  return (
    <>
      {/* The view of narinfos tells them among what else is odd. */}
      <Show when={props.place.view !== "narinfo" && props.here.opened?.warnings.length}>
        <Warnings warnings={props.here.opened!.warnings} />
      </Show>
      <div
        class="explorer-view"
        role="tabpanel"
        id={viewId(props.place.view)}
        aria-labelledby={tabId(viewId(props.place.view))}
        data-view={props.place.view}
      >
        <ErrorBoundary
          fallback={(error: unknown, reset) => (
            <ErrorState
              failure={{ kind: "internal", message: error instanceof Error ? error.message : String(error) }}
              onRetry={reset}
            />
          )}
        >
          <Suspense fallback={<Progress what="Loading the view" numbers="" part={null} />}>
            <Show when={props.here} keyed>
              {(here) => (
                <Dynamic
                  component={views[props.place.view].component}
                  ui={props.state}
                  place={props.place}
                  opened={here.opened}
                  root={here.root}
                />
              )}
            </Show>
          </Suspense>
        </ErrorBoundary>
      </div>
    </>
  );
}

function Work(props: { running: Running }): JSX.Element {
  return (
    <Progress
      what={props.running.what}
      numbers={props.running.numbers}
      part={props.running.part}
      onCancel={() => props.running.cancel()}
    />
  );
}

function TroubleCard(props: { state: ExplorerState; trouble: Trouble }): JSX.Element {
  return (
    <div class="explorer-trouble">
      <ErrorState
        title={props.trouble.title}
        failure={props.trouble.failure}
        advice={props.trouble.advice}
        onRetry={() => {
          props.state.dismiss();
          props.trouble.retry();
        }}
      >
        <button type="button" class="button" onClick={() => props.state.dismiss()}>
          Put away
        </button>
      </ErrorState>
    </div>
  );
}

function isEditable(element: Element | null): boolean {
  return (
    element instanceof HTMLElement &&
    (element.isContentEditable || element.matches("input, textarea, select"))
  );
}
