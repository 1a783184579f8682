/** Files whose content an evaluation read, for `castore publish --first`. */
import type { FileReceiver } from "../core/glue/index.ts";
import { NodeSources } from "./node-sources.ts";

/** {@link NodeSources} that remembers what it read. */
export class ReadFiles extends NodeSources {
  /** In the order in which they were read first. */
  private readonly paths = new Set<string>();

  /**
   * The files below a folder, relative to it.
   * @param folder - absolute, without links, without a slash at its end
   */
  below(folder: string): string[] {
    const start = folder === "/" ? folder : `${folder}/`;
    return [...this.paths].filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
  }

  override read(path: string): string {
    const text = super.read(path);
    this.paths.add(path);
    return text;
  }

  override readInto(path: string, receiver: FileReceiver): void {
    super.readInto(path, receiver);
    this.paths.add(path);
  }
}
