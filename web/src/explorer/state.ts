/** What the explorer shows, and how it gets there: what all its parts share. */
import { createEffect, createSignal, on, onCleanup, untrack, type Accessor } from "solid-js";
import type {
  CacheSetting,
  EntryView,
  KeptTree,
  Mount,
  OpenSource,
  Opened,
  StoreFailure,
  Subject,
  WorkReport,
} from "../../../workers/index.ts";
import { formatCount } from "../format.ts";
import type { ExplorerClient } from "../run/explorer-client.ts";
import type { StoreJob } from "../run/store-client.ts";
import type { Caches } from "./caches.ts";
import { keepEvaluated } from "./derivation/keep-evaluated.ts";
import { encodePlace } from "./link.ts";
import { partOf, workNumbers } from "./parts/work.ts";
import { firstView, isSameSubject, nameOf } from "./subject.ts";
import type { Trail } from "./trail.ts";
import type { ExplorerUi, Place } from "./types.ts";
import { fileName, labelOf, openNumbers, openPart, type DownloadFormat } from "./words.ts";

export interface ExplorerDeps {
  client: ExplorerClient;
  trail: Trail;
  caches: Caches;
  /** The page's address without fragment. */
  base: () => string;
  /** Brings the pane to the front. */
  show: () => void;
  evaluated: ExplorerUi["evaluated"];
  /** A short line that goes by itself, also told to screen readers. */
  say: (text: string) => void;
  speak: (text: string) => void;
  trees: Accessor<readonly KeptTree[]>;
  mounts: Accessor<readonly Mount[]>;
  wide: Accessor<boolean>;
  setWide: (wide: boolean) => void;
  saveBlob: (name: string, content: Blob) => void;
}

/** How far the subject in front is. */
export type Standing =
  | { type: "loading" }
  | { type: "here"; root: EntryView | null; opened: Opened | null }
  | { type: "missing"; why: string }
  | { type: "failed"; failure: StoreFailure };

/** Something long that the frame shows. */
export interface Running {
  what: string;
  numbers: string;
  part: number | null;
  cancel: () => void;
}

/** What went wrong on the way to something, while what was shown before stays. */
export interface Trouble {
  title: string;
  failure: StoreFailure;
  /** What to do about it, where the failure itself does not say. */
  advice: string | undefined;
  retry: () => void;
}

export type DialogName = "open" | "go" | "caches";

export interface ExplorerState extends ExplorerUi {
  deps: ExplorerDeps;
  place: Accessor<Place | null>;
  standing: Accessor<Standing>;
  recent: Accessor<readonly Opened[]>;
  running: Accessor<Running | null>;
  trouble: Accessor<Trouble | null>;
  dismiss: () => void;
  dialog: Accessor<DialogName | null>;
  setDialog: (dialog: DialogName | null) => void;
  /** Shows the search in files. */
  askSearch: () => void;
  home: () => void;
  reload: () => void;
  /** Opens a store path from certain caches. */
  fetchPath: (path: string, caches: readonly CacheSetting[]) => void;
  /** Opens a kept tree under a name. */
  openTree: (root: string, name: string) => void;
  forget: (subject: Subject) => Promise<void>;
  refresh: () => Promise<void>;
}

/** Makes it. Call inside a reactive root, once. */
export function createExplorer(deps: ExplorerDeps): ExplorerState {
  const { client, trail, caches } = deps;
  const [standing, setStanding] = createSignal<Standing>({ type: "loading" });
  const [recent, setRecent] = createSignal<readonly Opened[]>([]);
  const [running, setRunning] = createSignal<Running | null>(null);
  const [trouble, setTrouble] = createSignal<Trouble | null>(null);
  const [dialog, setDialog] = createSignal<DialogName | null>(null);
  const [searching, setSearching] = createSignal(false);
  let latestLoad = 0;
  let job: StoreJob<unknown> | null = null;
  onCleanup(() => {
    latestLoad++;
    job?.cancel();
    trail.dispose();
  });

  const refresh = async (): Promise<void> => {
    const answer = await client.opened();
    if (answer.type === "ok") setRecent(answer.value);
  };

  /** Runs something long, in place of what ran before. Null unless it went well. */
  const run = async <T>(
    what: string,
    begin: (told: (numbers: string, part: number | null) => void) => StoreJob<T>,
    again: () => void,
    adviceFor?: (failure: StoreFailure) => string | undefined,
  ): Promise<T | null> => {
    job?.cancel();
    setTrouble(null);
    const tell = (numbers: string, part: number | null): void => {
      if (job === mine) setRunning({ what, numbers, part, cancel: () => mine?.cancel() });
    };
    let mine: StoreJob<T> | null = null;
    mine = begin(tell);
    job = mine;
    tell("", null);
    const answer = await mine.answer;
    if (job !== mine) return null;
    job = null;
    setRunning(null);
    if (answer.type === "ok") return answer.value;
    if (answer.type === "cancelled") deps.say(`Cancelled: ${what}`);
    else
      setTrouble({
        title: `${what} failed`,
        failure: answer.failure,
        advice: adviceFor?.(answer.failure),
        retry: again,
      });
    return null;
  };

  const open = async (source: OpenSource, list: readonly CacheSetting[], name?: string): Promise<boolean> => {
    deps.show();
    const opened = await run(
      `Opening ${labelOf(source)}`,
      (tell) =>
        client.open({ source, caches: list.map(plainCache) }, (report) =>
          tell(openNumbers(report), openPart(report)),
        ),
      () => void open(source, list, name),
      ({ kind }) => (source.type === "file" && kind === "invalid" ? damagedFile : undefined),
    );
    if (opened === null) return false;
    await refresh();
    const subject =
      name !== undefined && opened.subject.type === "node" ? { ...opened.subject, name } : opened.subject;
    // What came for the place in front is shown there.
    const now = trail.place();
    if (now !== null && isSameSubject(now.subject, subject)) {
      // Where it came from is part of the link.
      if (subject.type === "path") trail.go({ ...now, subject }, true);
      await load(subject);
    } else go({ subject });
    deps.speak(`Opened ${nameOf(subject)}`);
    return true;
  };

  const go: ExplorerUi["go"] = (wanted, options) => {
    const now = trail.place();
    const same = now !== null && isSameSubject(now.subject, wanted.subject);
    const view = wanted.view ?? (same ? now.view : firstView(wanted.subject));
    const against = wanted.with ?? (same && now.view === view && !("with" in wanted) ? now.with : null);
    trail.go(
      { subject: wanted.subject, view, at: wanted.at ?? "", with: against },
      options?.replace === true,
    );
    deps.show();
  };

  /** Finds out whether a subject is here; gets what can be got without asking. */
  const load = async (subject: Subject): Promise<void> => {
    const mine = ++latestLoad;
    const isLatest = (): boolean => mine === latestLoad;
    const known = recent().find((it) => isSameSubject(it.subject, subject)) ?? null;
    if (subject.type === "paths") return void setStanding({ type: "here", root: null, opened: known });
    let answer = await client.root(subject);
    if (!isLatest()) return;
    if (isMissing(answer) && subject.type === "path" && subject.path.endsWith(".drv")) {
      const { path } = subject;
      const kept = await run(
        `Taking over ${nameOf(subject)}`,
        (tell) =>
          keepEvaluated({ client, evaluated: deps.evaluated }, path, (report) =>
            tell(`${workNumbers(report, formatCount)} derivations`, partOf(report)),
          ),
        () => void load(subject),
      );
      if (!isLatest()) return;
      if (kept !== null && kept > 0) answer = await client.root(subject);
      if (!isLatest()) return;
    }
    if (isMissing(answer) && subject.type === "path" && subject.from !== null) {
      // Reading is harmless, and what comes is compared with its hash.
      setStanding({ type: "missing", why: "" });
      void open({ type: "subject", subject }, [caches.of(subject.from)]);
      return;
    }
    if (answer.type === "ok") setStanding({ type: "here", root: answer.value, opened: known });
    else if (answer.type === "failed" && isMissing(answer)) {
      setStanding({ type: "missing", why: answer.failure.message });
    } else if (answer.type === "failed") setStanding({ type: "failed", failure: answer.failure });
  };

  const subjectInFront = (): Subject | null => trail.place()?.subject ?? null;
  createEffect(
    on(subjectInFront, (subject, before) => {
      if (subject === null) {
        latestLoad++;
        return void refresh();
      }
      if (before !== null && before !== undefined && isSameSubject(before, subject)) {
        if (untrack(standing).type === "here") return;
      }
      setTrouble(null);
      setStanding({ type: "loading" });
      // What was opened tells its format and warnings.
      void (recent().length === 0 ? refresh().then(() => load(subject)) : load(subject));
    }),
  );

  const state: ExplorerState = {
    deps,
    client,
    go,
    open: (source) => void open(source, caches.list()),
    openPath: (path) => go({ subject: { type: "path", path, from: null } }),
    link: (place) => deps.base() + encodePlace(place),
    caches: caches.list,
    evaluated: deps.evaluated,
    announce: deps.say,
    place: trail.place,
    standing,
    recent,
    running,
    trouble,
    dismiss: () => setTrouble(null),
    dialog,
    setDialog,
    searching,
    setSearching,
    askSearch() {
      const place = trail.place();
      if (place === null) return deps.say("Open something first: then its files can be searched");
      if (place.view !== "files") go({ subject: place.subject, view: "files" });
      deps.show();
      setSearching(true);
    },
    home() {
      setTrouble(null);
      trail.go(null, false);
    },
    reload() {
      const subject = subjectInFront();
      if (subject === null) return;
      setStanding({ type: "loading" });
      void load(subject);
    },
    fetchPath: (path, list) =>
      void open({ type: "subject", subject: { type: "path", path, from: null } }, list),
    openTree: (root, name) => void open({ type: "text", text: root }, [], name),
    download: (root, name, format) => void downloadTree(root, name, format),
    async forget(subject) {
      const answer = await client.forget(subject);
      if (answer.type === "failed") {
        setTrouble({
          title: `${nameOf(subject)} could not be forgotten`,
          failure: answer.failure,
          advice: undefined,
          retry: () => void state.forget(subject),
        });
        return;
      }
      await refresh();
      deps.say(`Forgot ${nameOf(subject)}`);
      const now = subjectInFront();
      if (now !== null && isSameSubject(now, subject)) trail.go(null, false);
    },
    refresh,
  };

  const downloadTree = async (root: EntryView, name: string, format: DownloadFormat): Promise<void> => {
    const file = fileName(name, format);
    const blob = await run(
      `Writing ${file}`,
      (tell) =>
        client.download(root.node, format, (report: WorkReport) => tell(workNumbers(report), partOf(report))),
      () => void downloadTree(root, name, format),
    );
    if (blob === null) return;
    deps.saveBlob(file, blob);
    deps.say(`Downloaded ${file}`);
  };

  return state;
}

function isMissing(answer: { type: string; failure?: StoreFailure }): boolean {
  return answer.type === "failed" && answer.failure?.kind === "missing";
}

const damagedFile = "If it should be whole, it may be cut off or damaged: get it once more.";

/** What comes from a store of the page may be a proxy, which can't be sent. */
function plainCache({ url, trustedKeys }: CacheSetting): CacheSetting {
  return { url, trustedKeys: [...trustedKeys] };
}
