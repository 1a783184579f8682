import FileArchive from "lucide-solid/icons/file-archive";
import FolderInput from "lucide-solid/icons/folder-input";
import Link from "lucide-solid/icons/link";
import type { JSX } from "solid-js";
import type { MountsUi } from "./mounts-ui.ts";

const nixpkgs = "https://github.com/NixOS/nixpkgs/archive/nixpkgs-unstable.tar.gz";

/** What mounts are for, and how to get one. */
export function EmptyMounts(props: { ui: MountsUi }): JSX.Element {
  return (
    <div class="store-empty">
      <p>
        A mount gives a tree of files a name that Nix code finds, as in{" "}
        <code class="nowrap">import &lt;nixpkgs&gt; {"{ }"}</code>. It is imported once, then kept in this
        browser, offline too.
      </p>
      <p>Drop an archive or a folder anywhere on this page, or:</p>
      <ul>
        <li>
          <button type="button" class="button" onClick={() => void props.ui.pickArchive()}>
            <FileArchive size={16} aria-hidden="true" /> Import archive…
          </button>
        </li>
        <li>
          <button type="button" class="button" onClick={() => void props.ui.pickFolder()}>
            <FolderInput size={16} aria-hidden="true" /> Import folder…
          </button>
        </li>
        <li>
          <button type="button" class="button" onClick={() => props.ui.askUrl()}>
            <Link size={16} aria-hidden="true" /> Import from URL…
          </button>
        </li>
      </ul>
      <p class="store-note">
        No nixpkgs at hand? Download{" "}
        <a href={nixpkgs} target="_blank" rel="noopener">
          its archive from GitHub
        </a>{" "}
        and drop that file here.
      </p>
    </div>
  );
}
