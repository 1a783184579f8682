/** A JSON value that unfolds. */
import { Match, Show, Switch, createSignal, type JSX } from "solid-js";
import { formatNumberOf } from "../../format.ts";
import { Few } from "../../result/derivation/Few.tsx";
import { PathText } from "../parts/index.ts";
import type { ExplorerUi } from "../types.ts";
import { LongText } from "./LongText.tsx";
import type { Json } from "./readable.ts";

type Member = readonly [name: string, value: Json];

/** Members that are shown open at once. */
const fewMembers = 12;

/** The members of a set or list. */
export function JsonTree(props: { ui: ExplorerUi; value: Json; label: string }): JSX.Element {
  return <Members ui={props.ui} value={props.value} path={props.label} depth={0} />;
}

function membersOf(value: Json): Member[] {
  if (Array.isArray(value)) return value.map((item, i) => [String(i), item]);
  if (typeof value === "object" && value !== null) return Object.entries(value);
  return [];
}

function Members(props: { ui: ExplorerUi; value: Json; path: string; depth: number }): JSX.Element {
  return (
    <ul class="drv-json code">
      <Few items={membersOf(props.value)}>
        {([name, value]) => (
          <li>
            <MemberRow
              ui={props.ui}
              name={name}
              value={value}
              inList={Array.isArray(props.value)}
              path={`${props.path}.${name}`}
              depth={props.depth}
            />
          </li>
        )}
      </Few>
    </ul>
  );
}

interface RowProps {
  ui: ExplorerUi;
  name: string;
  value: Json;
  inList: boolean;
  path: string;
  depth: number;
}

function MemberRow(props: RowProps): JSX.Element {
  const members = membersOf(props.value);
  const isSet = typeof props.value === "object" && props.value !== null;
  const [open, setOpen] = createSignal(props.depth === 0 && members.length <= fewMembers);
  const name = (): JSX.Element => <span class={props.inList ? "muted" : "env-name"}>{props.name}</span>;
  return (
    <Show
      when={isSet && members.length > 0}
      fallback={
        <div class="drv-json-leaf">
          {name()}
          <Leaf ui={props.ui} value={props.value} path={props.path} />
        </div>
      }
    >
      <details open={open()} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          {name()}{" "}
          <span class="row-note">
            {Array.isArray(props.value)
              ? formatNumberOf(members.length, "element")
              : formatNumberOf(members.length, "attribute")}
          </span>
        </summary>
        <Show when={open()}>
          <Members ui={props.ui} value={props.value} path={props.path} depth={props.depth + 1} />
        </Show>
      </details>
    </Show>
  );
}

function Leaf(props: { ui: ExplorerUi; value: Json; path: string }): JSX.Element {
  const long = (): string | null =>
    typeof props.value === "string" && (props.value.trimEnd().includes("\n") || props.value.length > 300)
      ? props.value
      : null;
  return (
    <Switch fallback={<span class={classOf(props.value)}>{JSON.stringify(props.value)}</span>}>
      <Match when={long()}>
        {(text) => <LongText ui={props.ui} text={text()} label={props.path} bash={text().includes("\n")} />}
      </Match>
      <Match when={typeof props.value === "string" ? props.value : null}>
        {(text) => (
          <span class="env-value">
            <PathText ui={props.ui} text={text()} />
          </span>
        )}
      </Match>
    </Switch>
  );
}

function classOf(value: Json): string {
  if (typeof value === "number") return "type-int";
  return typeof value === "object" && value !== null ? "muted" : "type-bool";
}
