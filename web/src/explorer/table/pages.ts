/** A long list that is fetched page by page, as it comes in sight. */
import { createSignal, type Accessor } from "solid-js";
import type { StoreAnswer, StoreFailure } from "../../../../workers/index.ts";

export interface Pages<T> {
  /** Null until the first page is there. */
  total: Accessor<number | null>;
  failure: Accessor<StoreFailure | null>;
  /** The item of an index; undefined while its page is being fetched, which asking begins. */
  get: (index: number) => T | undefined;
  /** Asks again for what failed. */
  again: () => void;
}

/** Pages kept at most; the oldest are forgotten. */
const mostPages = 60;

/**
 * Makes one; its first page is fetched at once.
 * @param fetch - items `from` … `from + count`, and how many there are in all
 * @param size - items of a page
 */
export function createPages<T>(
  fetch: (from: number, count: number) => Promise<StoreAnswer<{ total: number; items: T[] }>>,
  size = 500,
): Pages<T> {
  const [total, setTotal] = createSignal<number | null>(null);
  const [failure, setFailure] = createSignal<StoreFailure | null>(null);
  const [version, setVersion] = createSignal(0);
  const pages = new Map<number, T[]>();
  const asked = new Set<number>();

  const ask = async (page: number): Promise<void> => {
    asked.add(page);
    const answer = await fetch(page * size, size);
    if (answer.type === "ok") {
      asked.delete(page);
      pages.set(page, answer.value.items);
      if (pages.size > mostPages) pages.delete(pages.keys().next().value!);
      setTotal(answer.value.total);
      setVersion((it) => it + 1);
    } else if (answer.type === "failed") setFailure(answer.failure);
    // A page that failed stays asked for: only `again` asks once more.
  };
  void ask(0);
  return {
    total,
    failure,
    get: (index) => {
      version();
      const page = Math.floor(index / size);
      const items = pages.get(page);
      if (items === undefined && !asked.has(page)) void ask(page);
      return items?.[index % size];
    },
    again: () => {
      setFailure(null);
      const failed = [...asked];
      asked.clear();
      for (const page of failed) void ask(page);
    },
  };
}
