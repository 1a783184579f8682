/** What the site offers, with a switch for each. */
import { For, Show, type JSX } from "solid-js";
import type { MountsUi } from "./mounts-ui.ts";
import type { SiteMountStatus } from "./site-mounts.ts";

const words: Record<Exclude<SiteMountStatus["type"], "failed">, string> = {
  idle: "Fetched as soon as a file names it.",
  fetching: "Fetching its index …",
  mounted: "Mounted. Its files are fetched as needed, and kept.",
  off: "Switched off.",
  yours: "Your own mount of that name is used.",
};

export function SiteMounts(props: { ui: MountsUi }): JSX.Element {
  return (
    <section class="store-part" aria-label="From this site">
      <h3>From this site, for all workspaces</h3>
      <For each={props.ui.site.list()}>
        {({ name, url }) => {
          const status = (): SiteMountStatus => props.ui.site.status(name);
          return (
            <div class="site-mount">
              <label title={url}>
                <input
                  type="checkbox"
                  checked={!["off", "yours"].includes(status().type)}
                  disabled={status().type === "yours"}
                  onChange={(event) => props.ui.site.switch(name, event.currentTarget.checked)}
                />
                <code>&lt;{name}&gt;</code>
              </label>
              <p class="store-note" role="status">
                {text(status(), url)}{" "}
                <Show when={status().type === "failed"}>
                  <button type="button" class="link" onClick={() => props.ui.site.switch(name, true)}>
                    Try again
                  </button>
                </Show>
              </p>
            </div>
          );
        }}
      </For>
    </section>
  );
}

function text(status: SiteMountStatus, url: string): string {
  if (status.type !== "failed") return words[status.type];
  return status.message.includes(url) ? status.message : `${status.message} It is looked for at ${url}.`;
}
