/** The page: bar, rail, editor, panes, status line. */
import CircleQuestionMark from "lucide-solid/icons/circle-question-mark";
import Files from "lucide-solid/icons/files";
import { Show, Suspense, createMemo, createSignal, lazy, onCleanup, type JSX } from "solid-js";
import { collectCommands, type DialogName } from "./all-commands.ts";
import type { Boot } from "./boot.ts";
import { editorBindings, listenForKeys } from "./commands/bindings.ts";
import { Editor, editorPanelId } from "./editor/Editor.tsx";
import { ConflictNotice, FileTabs, createFilesUi } from "./files/index.ts";
import { wireExplorer } from "./explorer-wiring.tsx";
import { FirstSteps } from "./frame/FirstSteps.tsx";
import { NoticeLines, Toast } from "./frame/Notices.tsx";
import { PaneGroup } from "./frame/PaneGroup.tsx";
import { Rail, sidePanelId, type RailPanel } from "./frame/Rail.tsx";
import { Separator } from "./frame/Separator.tsx";
import { StatusLine } from "./frame/StatusLine.tsx";
import { Switcher } from "./frame/Switcher.tsx";
import { TopBar } from "./frame/TopBar.tsx";
import { defaultLayout, editorParts, panelWidths } from "./frame/layout.ts";
import type { Example } from "./gallery/index.ts";
import { wireHistory } from "./history-wiring.tsx";
import { wireLanguage } from "./language-wiring.ts";
import { wireMounts } from "./mounts-wiring.tsx";
import { createPage } from "./page.ts";
import { createPanes } from "./panes.tsx";
import { recall, remember } from "./remember.ts";
import type { WorkerHandle } from "./run/client.ts";
import { followTheme } from "./settings/index.ts";
import { wireSharing } from "./share-wiring.ts";

const FilesPanel = lazy(async () => ({ default: (await import("./files/FilesPanel.tsx")).FilesPanel }));
const Palette = lazy(() => import("./commands/Palette.tsx"));
const Help = lazy(() => import("./commands/Help.tsx"));
const GalleryDialog = lazy(() => import("./gallery/GalleryDialog.tsx"));
const ShareDialog = lazy(() => import("./share/ShareDialog.tsx"));
const OpenSharedDialog = lazy(() => import("./share/OpenSharedDialog.tsx"));
const SettingsDialog = lazy(() => import("./settings/SettingsDialog.tsx"));

export function App(props: { boot: Boot; spawn: () => WorkerHandle }): JSX.Element {
  const page = createPage(props.boot, props.spawn);
  const { workspace, settings, session, layout, notices } = page;
  const [dialog, setDialog] = createSignal<DialogName | null>(null);
  /** A dialog that closes late takes no other with it. */
  const shut = (name: DialogName): void => void setDialog((open) => (open === name ? null : open));
  const [steps, setSteps] = createSignal(
    !props.boot.opened.own && !props.boot.shared && recall("steps") === null,
  );
  /** Who works on something of their own has found their next step. */
  const untouched = workspace.revision();
  const narrow = followNarrow();
  followTheme(settings.current);

  const filesUi = createFilesUi();
  const { sharing, opening } = wireSharing(page);
  const explorer = wireExplorer(page);
  const mounts = wireMounts(page, filesUi, explorer.openFile);
  const history = wireHistory(page);
  const language = wireLanguage({ language: page.client.language, workspace, settings: settings.current });

  const panels: readonly RailPanel[] = [
    {
      id: "files",
      label: "Files",
      icon: Files,
      content: () => <FilesPanel workspace={workspace} ui={filesUi} onOpened={page.focusEditor} />,
    },
    history.panel,
    ...mounts.panels,
  ];
  const panes = createPanes(page, language, explorer);

  const togglePanel = (id: string): void => {
    const shut = layout.current.panel === id && (!narrow() || page.pane() === "panel");
    layout.set({ panel: shut ? null : id });
    page.setPane(shut ? "editor" : "panel");
  };

  const commands = collectCommands({
    page,
    filesUi,
    panels,
    panes,
    togglePanel,
    openDialog: setDialog,
    sharing,
    opening,
    mounts: [...history.commands, ...mounts.commands, ...explorer.commands],
    more: explorer.moreCommands,
  });
  listenForKeys(commands);

  const openExample = ({ workspace: data, settings: meant }: Example): void => {
    settings.borrow(meant ?? {});
    filesUi.attempt(async () => {
      await workspace.add(data);
      page.setPane("editor");
      notices.say(`Opened “${workspace.name()}”`);
    });
  };

  /** On a narrow screen a panel is a pane of its own, there whether or not it is open elsewhere. */
  const panel = createMemo(() => {
    const open = layout.current.panel ?? (narrow() && page.pane() === "panel" ? panels[0]!.id : null);
    return panels.find(({ id }) => id === open) ?? null;
  });
  const tab = (): string =>
    panes.some(({ id }) => id === layout.current.tab) ? layout.current.tab : panes[0]!.id;
  let body!: HTMLDivElement;
  let columns!: HTMLDivElement;

  return (
    <div
      class="page"
      data-pane={page.pane()}
      data-right={layout.current.rightShut && !narrow() ? "shut" : "open"}
      data-wide={explorer.wide() && !narrow()}
      style={{
        "--panel-width": `${layout.current.panelWidth}px`,
        "--editor-part": layout.current.editorPart,
      }}
    >
      <TopBar
        commands={commands}
        running={session.running()}
        busy={session.progress() !== null}
        workspace={
          <button
            type="button"
            class="workspace-name"
            title="The workspace; opens its files"
            onClick={() => commands.run("file.show")}
          >
            {workspace.name()}
          </button>
        }
      />
      <div class="notices">
        <NoticeLines notices={notices} />
        <ConflictNotice workspace={workspace} />
      </div>
      <div class="body" ref={(it) => (body = it)}>
        <Rail
          panels={panels}
          open={panel()?.id ?? null}
          onToggle={togglePanel}
          tooltip={(id) => commands.tooltip(`view.panel.${id}`)}
          commands={[
            {
              command: commands.get("page.help"),
              icon: CircleQuestionMark,
              tooltip: commands.tooltip("page.help"),
              onRun: () => commands.run("page.help"),
            },
          ]}
        />
        <main class="panes">
          <Show when={panel()} keyed>
            {(open) => (
              <>
                <div class="side-panel" id={sidePanelId}>
                  <Suspense>{open.content()}</Suspense>
                </div>
                <Separator
                  label={`Width of ${open.label}`}
                  controls={sidePanelId}
                  value={layout.current.panelWidth}
                  {...panelWidths}
                  step={16}
                  text={`${layout.current.panelWidth} pixels`}
                  valueAt={(x) =>
                    Math.round(x - body.querySelector(".side-panel")!.getBoundingClientRect().left)
                  }
                  onChange={(panelWidth) => layout.set({ panelWidth })}
                  onReset={() => layout.set({ panelWidth: defaultLayout.panelWidth })}
                />
              </>
            )}
          </Show>
          <div class="columns" ref={(it) => (columns = it)}>
            <div class="editor-column" id="editor-column">
              <FileTabs
                workspace={workspace}
                ui={filesUi}
                panelId={editorPanelId}
                onNew={() => commands.run("file.new")}
              />
              <Editor
                workspace={workspace}
                fontSize={settings.current.fontSize}
                wrapLines={settings.current.wrapLines}
                keys={editorBindings(commands)}
                onEdit={page.noteEdit}
                extensions={language.extensions}
                onReady={(editor) => page.setEditor(language.join(editor))}
              />
            </div>
            <Show when={!layout.current.rightShut || narrow()}>
              <Separator
                label="Width of the editor"
                controls="editor-column"
                value={layout.current.editorPart}
                {...editorParts}
                step={0.02}
                text={`${Math.round(layout.current.editorPart * 100)} percent`}
                valueAt={(x) => {
                  const { left, width } = columns.getBoundingClientRect();
                  return (x - left) / width;
                }}
                onChange={(editorPart) => layout.set({ editorPart })}
                onReset={() => layout.set({ editorPart: defaultLayout.editorPart })}
              />
              <PaneGroup
                id="right-panes"
                label="Results"
                panes={panes}
                active={tab()}
                onSelect={(id) => layout.set({ tab: id })}
                onEscape={page.focusEditor}
                footer={
                  <Show when={steps() && workspace.revision() === untouched && tab() === "result"}>
                    <FirstSteps
                      commands={commands}
                      onClose={() => {
                        remember("steps", "closed");
                        setSteps(false);
                      }}
                    />
                  </Show>
                }
              />
            </Show>
          </div>
        </main>
      </div>
      <StatusLine session={session} saved={workspace.saved()} more={mounts.status()} />
      <Switcher
        panes={[
          { pane: "panel", label: panel()?.label ?? panels[0]!.label },
          { pane: "editor", label: "Editor" },
          { pane: "group", label: panes.find(({ id }) => id === tab())!.label },
        ]}
        pane={page.pane()}
        onSwitch={page.setPane}
      />
      <Toast notices={notices} />
      {mounts.overlay()}
      <Suspense>
        {history.overlay()}
        <Show when={dialog() === "palette"}>
          <Palette commands={commands} onClose={() => shut("palette")} />
        </Show>
        <Show when={dialog() === "help"}>
          <Help commands={commands} panes={helpPanes} onClose={() => shut("help")} />
        </Show>
        <Show when={dialog() === "gallery"}>
          <GalleryDialog onOpen={openExample} onClose={() => shut("gallery")} />
        </Show>
        <Show when={sharing.outcome()}>
          {(outcome) => <ShareDialog sharing={sharing} outcome={outcome()} />}
        </Show>
        <Show when={opening.pending()}>
          {(shared) => <OpenSharedDialog opening={opening} shared={shared()} current={workspace.name()} />}
        </Show>
        <Show when={dialog() === "settings"}>
          <SettingsDialog
            settings={settings}
            onExport={() => commands.run("settings.export")}
            onImport={() => commands.run("settings.import")}
            onClose={() => shut("settings")}
          />
        </Show>
      </Suspense>
    </div>
  );
}

const helpPanes = [
  { name: "Files", text: "The files of this workspace, and other workspaces. Drop files here to add them." },
  {
    name: "History",
    text: "Earlier states of this workspace, to compare with and to restore. They are taken by themselves.",
  },
  {
    name: "Mounts",
    text: "Trees that Nix finds by name, as in <nixpkgs>, kept in this browser. Drop an archive or a folder anywhere.",
  },
  { name: "Storage", text: "What the kept trees take, and what they share." },
  {
    name: "Editor",
    text: "The file in front. Its value is what Evaluate shows; other files are there for import.",
  },
  {
    name: "Result",
    text: "The value: sets and lists unfold, what is not yet evaluated is when you open it.",
  },
  { name: "Problems", text: "Errors and warnings, each with its place." },
  { name: "Derivation", text: "A derivation of the result: outputs, builder, environment, inputs." },
  {
    name: "Explorer",
    text: "What is in a NAR, a derivation, a store path or any archive. Drop a file, or paste a path or URL.",
  },
];

/** Whether there is room for one pane only; the width is the same as in layout.css. */
function followNarrow(): () => boolean {
  const query = matchMedia("(max-width: 719px)");
  const [narrow, setNarrow] = createSignal(query.matches);
  const follow = (): void => void setNarrow(query.matches);
  query.addEventListener("change", follow);
  onCleanup(() => query.removeEventListener("change", follow));
  return narrow;
}
