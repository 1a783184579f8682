import type { JSX } from "solid-js";
import { CopyButton } from "./CopyButton.tsx";

/** Characters that stay in sight at both ends of a shortened digest. */
const [head, tail] = [10, 6];

/** A digest or hash: shortened in the middle unless `whole`, whole on hover and when copied. */
export function Digest(props: {
  /** As it is copied, its algorithm before it or not. */
  value: string;
  whole?: boolean;
  /** What it is a digest of, for the button: `the file`. */
  of?: string;
  announce?: ((text: string) => void) | undefined;
}): JSX.Element {
  return (
    <span class="explorer-digest">
      <code title={props.value}>{props.whole === true ? props.value : shortDigest(props.value)}</code>
      <CopyButton
        text={props.value}
        label={props.of === undefined ? "Copy the digest" : `Copy the digest of ${props.of}`}
        announce={props.announce}
      />
    </span>
  );
}

/** `blake3-6xg2591lbm…k2v9s0`: what stands before the digest stays. */
export function shortDigest(digest: string): string {
  const [, prefix = "", bare = ""] = /^((?:[a-z0-9]+[-:])?)(.*)$/s.exec(digest.replace(/=+$/, "")) ?? [];
  return bare.length <= head + tail + 1
    ? prefix + bare
    : `${prefix}${bare.slice(0, head)}…${bare.slice(-tail)}`;
}
