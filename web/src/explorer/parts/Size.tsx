import type { JSX } from "solid-js";
import { formatCount, formatSize } from "../../format.ts";

/** A size in bytes: short, exact on hover. */
export function Size(props: { bytes: number }): JSX.Element {
  return (
    <span class="explorer-size" title={`${formatCount(props.bytes)} bytes`}>
      {formatSize(props.bytes)}
    </span>
  );
}
