import { expect, it } from "vitest";
import { workspaceLabel } from "./workspace-labels.ts";

it("tells workspaces of one name apart by when they were changed", () => {
  const mine = { id: "a", name: "First steps", changed: Date.UTC(2026, 10, 23, 12, 0) };
  const shared = { id: "b", name: "First steps", changed: 0 };
  const other = { id: "c", name: "Overlays", changed: 0 };
  const all = [mine, shared, other];
  expect(workspaceLabel(mine, all)).toMatch(/^First steps \(changed 2[234] Nov, \d\d:00\)$/);
  expect(workspaceLabel(shared, all)).toBe("First steps (unchanged)");
  expect(workspaceLabel(other, all)).toBe("Overlays");
});
