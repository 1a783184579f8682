/** A file, shown as what it is. */
import Copy from "lucide-solid/icons/copy";
import Download from "lucide-solid/icons/download";
import { For, Match, Show, Switch, createEffect, createMemo, createSignal, on, type JSX } from "solid-js";
import type { EntryView, StoreFailure } from "../../../../workers/index.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { copyText } from "../../result/clipboard.ts";
import { ActionsMenu, type MenuItem } from "../ActionsMenu.tsx";
import { componentsOf, fromByteString, parentOf } from "../byte-strings.ts";
import { Digest } from "../parts/Digest.tsx";
import { ErrorState } from "../parts/ErrorState.tsx";
import { Progress } from "../parts/Progress.tsx";
import { Size } from "../parts/Size.tsx";
import type { ExplorerUi } from "../types.ts";
import { headSize, modesOf, pictureType, type Mode } from "./detect.ts";
import { DirectoryViewer } from "./DirectoryViewer.tsx";
import { ElfViewer } from "./ElfViewer.tsx";
import { FileBytes, failureOf } from "./file-bytes.ts";
import { HexViewer } from "./HexViewer.tsx";
import { PictureViewer } from "./PictureViewer.tsx";
import { SymlinkViewer } from "./SymlinkViewer.tsx";
import { TextViewer } from "./TextViewer.tsx";

/** Bytes of a text that is copied in one go. */
const mostCopied = 2 ** 20;

/** A place in a file. */
export interface ViewerGoal {
  /** Bytes. */
  offset: number;
  /** From 1; null where it is not known. */
  line: number | null;
}

export interface ViewerProps {
  ui: ExplorerUi;
  root: EntryView;
  entry: EntryView;
  /** Byte string. */
  raw: string;
  name: string;
  goal: ViewerGoal | null;
  onCopyPath?: () => void;
  /** Goes to a path in the same tree. */
  onFollow?: (raw: string) => void;
}

interface Head {
  bytes: FileBytes;
  modes: Mode[];
  picture: string | null;
}

const labels: Readonly<Record<Mode, string>> = { text: "Text", hex: "Hex", picture: "Picture", elf: "ELF" };

export function Viewer(props: ViewerProps): JSX.Element {
  const [head, setHead] = createSignal<Head | null>(null);
  const [mode, setMode] = createSignal<Mode>("text");
  const [failure, setFailure] = createSignal<StoreFailure | null>(null);
  const isFile = (): boolean => props.entry.kind === "file";
  let latest = 0;

  const load = async (entry: EntryView): Promise<void> => {
    const mine = ++latest;
    setHead(null);
    setFailure(null);
    if (entry.kind !== "file") return;
    const bytes = new FileBytes(props.ui.client, entry.node, entry.size);
    try {
      const first = await bytes.range(0, headSize);
      if (mine !== latest) return;
      const modes = modesOf(props.name, first, entry.size <= headSize);
      setMode(modeFor(props.goal, modes));
      setHead({ bytes, modes, picture: pictureType(props.name, first) });
    } catch (error) {
      if (mine === latest) setFailure(failureOf(error));
    }
  };
  createEffect(
    on(
      () => props.entry,
      (entry) => void load(entry),
    ),
  );
  // A hit without a line is a place among bytes.
  createEffect(
    on(
      () => props.goal,
      (goal) => {
        if (goal === null || head() === null) return;
        setMode(modeFor(goal, head()!.modes));
      },
      { defer: true },
    ),
  );

  return (
    <article class="file-viewer" aria-label={props.name}>
      <ViewerHead
        {...props}
        bytes={head()?.bytes ?? null}
        modes={head()?.modes ?? []}
        mode={mode()}
        onMode={setMode}
      />
      <div class="viewer-body">
        <Switch>
          <Match when={failure()}>
            {(it) => <ErrorState failure={it()} onRetry={() => void load(props.entry)} />}
          </Match>
          <Match when={props.entry.kind === "symlink"}>
            <SymlinkViewer
              ui={props.ui}
              root={props.root}
              entry={props.entry}
              raw={props.raw}
              onFollow={props.onFollow}
            />
          </Match>
          <Match when={props.entry.kind === "directory"}>
            <DirectoryViewer ui={props.ui} entry={props.entry} name={props.name} />
          </Match>
          <Match when={isFile() && head() === null}>
            <Progress what={`Reading ${props.name}`} numbers="" part={null} />
          </Match>
          <Match when={head()} keyed>
            {(it) => (
              <Switch>
                <Match when={props.entry.size === 0}>
                  <p class="viewer-empty" tabindex="0" data-focus>
                    The file is empty.
                  </p>
                </Match>
                <Match when={mode() === "text"}>
                  <TextViewer bytes={it.bytes} name={props.name} goal={props.goal} />
                </Match>
                <Match when={mode() === "hex"}>
                  <HexViewer
                    bytes={it.bytes}
                    goal={props.goal?.offset ?? null}
                    announce={props.ui.announce}
                  />
                </Match>
                <Match when={mode() === "picture" && it.picture !== null}>
                  <PictureViewer bytes={it.bytes} type={it.picture!} name={props.name} />
                </Match>
                <Match when={mode() === "elf"}>
                  <ElfViewer
                    ui={props.ui}
                    node={props.entry.node}
                    raw={props.raw}
                    root={props.root.node}
                    onFollow={props.onFollow}
                  />
                </Match>
              </Switch>
            )}
          </Match>
        </Switch>
      </div>
    </article>
  );
}

/** What shows a place best: a line in a text, a byte among bytes. */
function modeFor(goal: ViewerGoal | null, modes: readonly Mode[]): Mode {
  if (goal === null) return modes[0]!;
  return goal.line !== null && modes.includes("text") ? "text" : "hex";
}

function ViewerHead(
  props: ViewerProps & {
    bytes: FileBytes | null;
    modes: readonly Mode[];
    mode: Mode;
    onMode: (mode: Mode) => void;
  },
): JSX.Element {
  const path = createMemo(() => fromByteString(props.raw));
  /** The folders it is in, outermost first. */
  const above = createMemo(() =>
    componentsOf(parentOf(props.raw)).map((raw, i, all) => ({
      name: fromByteString(raw),
      raw: all.slice(0, i + 1).join("/"),
    })),
  );
  const items = (): MenuItem[] => {
    const as = (label: string, format: "file" | "tar" | "zip" | "nar"): MenuItem => ({
      label,
      run: () => props.ui.download(props.entry, props.name, format),
    });
    if (props.entry.kind === "directory") {
      return [as("As a tar archive", "tar"), as("As a zip archive", "zip"), as("As a NAR", "nar")];
    }
    const files = [as("The file", "file"), as("As a NAR", "nar")];
    const { bytes } = props;
    const isShort = bytes !== null && props.modes.includes("text") && bytes.size <= mostCopied;
    return isShort ? [...files, { label: "Copy the text", run: () => void copyAll(bytes) }] : files;
  };
  const copyAll = async (bytes: FileBytes): Promise<void> => {
    const text = bytes.range(0, bytes.size).then((all) => new TextDecoder().decode(all));
    try {
      await copyText(text);
      props.ui.announce("Copied the text");
    } catch (error) {
      props.ui.announce(`Not copied: ${failureOf(error).message}`);
    }
  };
  return (
    <header class="viewer-head">
      <div class="viewer-title">
        <h3 class="viewer-path" title={path()}>
          <For each={above()}>
            {(folder) => (
              <>
                <button type="button" onClick={() => props.onFollow?.(folder.raw)}>
                  {folder.name}
                </button>
                <span>/</span>
              </>
            )}
          </For>
          {props.name}
        </h3>
        <Show when={props.onCopyPath}>
          {(copy) => (
            <IconButton label="Copy the path" onClick={() => copy()()}>
              <Copy size={14} aria-hidden="true" />
            </IconButton>
          )}
        </Show>
        <Show when={props.entry.kind !== "symlink"}>
          <ActionsMenu label={`Download ${props.name}`} items={items()}>
            <Download size={14} aria-hidden="true" />
          </ActionsMenu>
        </Show>
      </div>
      <div class="viewer-facts">
        <Show when={props.modes.length > 1}>
          <div class="segments small" role="radiogroup" aria-label="Shown as">
            <For each={props.modes}>
              {(mode) => (
                <label>
                  <input
                    type="radio"
                    name="viewer-mode"
                    checked={props.mode === mode}
                    onChange={() => props.onMode(mode)}
                  />
                  <span>{labels[mode]}</span>
                </label>
              )}
            </For>
          </div>
        </Show>
        <Show when={props.entry.kind === "file"}>
          <Size bytes={props.entry.size} />
        </Show>
        <Show when={props.entry.executable}>
          <span class="viewer-mark">executable</span>
        </Show>
        <Show when={props.entry.kind !== "file"}>
          <span>{props.entry.kind === "directory" ? "directory" : "symbolic link"}</span>
        </Show>
        <Show when={props.entry.digest} keyed>
          {(digest) => <Digest value={digest} of={props.name} announce={props.ui.announce} />}
        </Show>
      </div>
    </header>
  );
}
