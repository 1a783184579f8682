/** Files that live as long as the page: an embedded page keeps nothing in the visitor's browser. */
import { batch, createSignal } from "solid-js";
import type { EditedFiles } from "../editor/types.ts";
import type { FileContent, WorkspaceData } from "../workspace/types.ts";

export interface MemoryFiles extends EditedFiles {
  name: () => string;
  /** Grows with every change. */
  revision: () => number;
  snapshot: () => WorkspaceData;
  replace: (data: WorkspaceData) => void;
}

export function createMemoryFiles(initial: WorkspaceData): MemoryFiles {
  const [data, setData] = createSignal(initial);
  const [active, setActive] = createSignal(initial.active);
  const [revision, setRevision] = createSignal(0);
  const [paths, setPaths] = createSignal<readonly string[]>(Object.keys(initial.files).sort());
  /** Files of another `replace` are other files, though they may be called the same. */
  let identities = new Map<string, number>();
  let next = 0;

  return {
    name: () => data().name,
    files: paths,
    open: paths,
    active,
    revision,
    has: (path) => Object.hasOwn(data().files, path),
    content(path): FileContent {
      const { files } = data();
      return Object.hasOwn(files, path) ? files[path]! : "";
    },
    identity(path) {
      const known = identities.get(path);
      if (known !== undefined) return known;
      identities.set(path, ++next);
      return next;
    },
    write(path, text) {
      batch(() => {
        setData((old) => ({ ...old, files: { ...old.files, [path]: text } }));
        setRevision((count) => count + 1);
      });
    },
    setActive: (path) => void setActive(path),
    snapshot: () => ({ ...data(), active: active() }),
    replace(fresh) {
      identities = new Map();
      batch(() => {
        setData(fresh);
        setPaths(Object.keys(fresh.files).sort());
        setActive(fresh.active);
        setRevision((count) => count + 1);
      });
    },
  };
}
