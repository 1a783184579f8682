/**
 * Links of the first version: `#n1.<checksum>.<data>` with one text; data = base64url of the deflate-raw form of
 * `{ "text": …, "view": …, "profile": … }`, checksum = CRC-32 of that JSON's UTF-8.
 */
import { fromBase64Url } from "./base64url.ts";
import { crc32 } from "./crc32.ts";
import { damaged, parseJson, unpack } from "./envelope.ts";
import { LinkError } from "./errors.ts";
import { unsaidSettings, type Shared, type SharedSettings } from "./types.ts";

/** What the views of that time are called today; the one that isn't named here was strict Nix. */
const views: Record<string, Pick<SharedSettings, "view" | "strict">> = {
  lazy: { view: "nix", strict: false },
  json: { view: "json", strict: true },
  xml: { view: "xml", strict: true },
};

/** @param text - without its `#`. @throws LinkError when it is damaged */
export async function decodeOldLink(text: string): Promise<Shared> {
  const [, sum, data] = /^n1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)/.exec(text) ?? [];
  const packed = data === undefined ? null : fromBase64Url(data);
  if (packed === null) throw new LinkError(damaged);
  const bytes = await unpack(packed);
  if (crc32(bytes) !== sum) throw new LinkError(damaged);
  const value = parseJson(bytes);
  const field = (name: string): string | null => {
    const own = typeof value === "object" && value !== null && Object.hasOwn(value, name);
    const found: unknown = own ? Reflect.get(value, name) : null;
    return typeof found === "string" ? found : null;
  };
  const content = field("text");
  if (content === null) throw new LinkError("This link carries no text.");
  const view = field("view") ?? "";
  return {
    workspace: {
      name: "Shared",
      files: { "main.nix": content },
      open: ["main.nix"],
      active: "main.nix",
    },
    settings: {
      ...unsaidSettings,
      ...(Object.hasOwn(views, view) ? views[view] : { view: "nix", strict: true }),
      profile: field("profile") === "2.8" ? "2.8" : "2.36",
    },
  };
}
