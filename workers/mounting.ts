/** The evaluator's mounts, brought as a part of the program when a request first has some. */
import type { MountRequest } from "./protocol.ts";
import type { Mounts, MountSet } from "./store/mounts.ts";
import type { StoreConnection } from "./store/read-protocol.ts";

/** Milliseconds that a request waits for the page to connect the store. */
const patience = 20_000;

export class Mounting {
  private mounts: Promise<Mounts> | null = null;
  private connection: StoreConnection | null = null;
  private connected: (() => void) | null = null;

  /** Takes a way to the store. */
  async connect(connection: StoreConnection): Promise<void> {
    this.connection = connection;
    (await this.mounts)?.connect(connection);
    this.connected?.();
  }

  /** The trees of a request; null for none. Rejects when they can't be had. */
  async prepare(mounts: readonly MountRequest[]): Promise<MountSet | null> {
    if (mounts.length === 0) {
      // What nobody mounts needs no memory.
      (await this.mounts)?.forget();
      return null;
    }
    if (this.connection === null) await this.waitForConnection();
    return (await this.load()).prepare(mounts);
  }

  /** Tells the store what evaluation has read. */
  noteUsed(): void {
    void this.mounts?.then((mounts) => mounts.noteUsed());
  }

  private async load(): Promise<Mounts> {
    this.mounts ??= import("./store/mounts.ts").then(({ Mounts }) => {
      const made = new Mounts();
      if (this.connection !== null) made.connect(this.connection);
      return made;
    });
    try {
      return await this.mounts;
    } catch (error) {
      // Whoever was offline may ask again.
      this.mounts = null;
      throw error;
    }
  }

  private async waitForConnection(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const message = `the store worker could not be reached for ${patience / 1000} s; reload the page`;
      const timer = setTimeout(() => reject(new Error(message)), patience);
      this.connected = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
