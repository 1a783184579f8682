/** What shows a store path in the explorer, where there is one: store paths are links then. */
import { createContext } from "solid-js";

export const ExplorePath = createContext<((path: string) => void) | null>(null);
