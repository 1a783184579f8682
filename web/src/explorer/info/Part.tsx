import { createUniqueId, type JSX } from "solid-js";

/** A titled part of a page of facts. */
export function Part(props: { title: string; children: JSX.Element }): JSX.Element {
  const id = createUniqueId();
  return (
    <section class="info-part" aria-labelledby={id}>
      <h3 id={id}>{props.title}</h3>
      <div class="info-body">{props.children}</div>
    </section>
  );
}
