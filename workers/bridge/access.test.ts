import { expect, test } from "vitest";
import { guarded, isBridgeRequest, refusal, type Asked } from "./access.ts";

const base = "https://host.example/play/";
const asked = (more: Partial<Asked>): string | null =>
  refusal({ method: "GET", destination: "", mode: "cors", client: `${base}index.html`, ...more }, base);

test("only what is below the page's own folder is asked of nar-bridge", () => {
  expect(isBridgeRequest(`${base}nar-bridge/nix-cache-info`, base)).toBe(true);
  expect(isBridgeRequest(`${base}nar-bridge.js`, base)).toBe(false);
  expect(isBridgeRequest("https://host.example/nar-bridge/nix-cache-info", base)).toBe(false);
});

test("reading is for whoever has come so far, but never as code", () => {
  for (const destination of ["", "document", "iframe", "image", "video"]) {
    expect(asked({ destination })).toBeNull();
  }
  expect(asked({ destination: "document", mode: "navigate", client: null })).toBeNull();
  for (const destination of ["script", "style", "worker", "sharedworker", "object", "embed", "manifest"]) {
    expect(asked({ destination })).toMatch(/not loaded as/);
  }
});

test("writing is for the page's own clients", () => {
  const put = (more: Partial<Asked>): string | null => asked({ method: "PUT", ...more });
  expect(put({})).toBeNull();
  expect(put({ client: `${base}assets/evaluator.js` })).toBeNull();
  expect(put({ client: null })).toMatch(/own pages/);
  expect(put({ client: "https://host.example/other/" })).toMatch(/own pages/);
  expect(put({ client: `${base}nar-bridge/castore/x.html` })).toMatch(/own pages/);
  expect(asked({ method: "POST", mode: "navigate" })).toMatch(/can't write/);
});

test("answers can't run, whatever they say themselves", async () => {
  const said = new Response("<script>1</script>", {
    status: 206,
    headers: {
      "Content-Type": "text/html",
      "Content-Security-Policy": "default-src *",
      "Content-Range": "bytes 0-1/2",
    },
  });
  const answer = guarded(said, `${base}nar-bridge/castore/x`);
  expect(answer.status).toBe(206);
  expect(answer.headers.get("Content-Security-Policy")).toMatch(/^sandbox; default-src 'none'/);
  expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(answer.headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
  expect(answer.headers.get("Content-Range")).toBe("bytes 0-1/2");
  expect(await answer.text()).toBe("<script>1</script>");
});

test("a redirection says where to, in full", () => {
  const said = new Response(null, { status: 307, headers: { Location: "lib/" } });
  const answer = guarded(said, `${base}nar-bridge/castore/x`);
  expect(answer.headers.get("Location")).toBe(`${base}nar-bridge/castore/lib/`);
});
