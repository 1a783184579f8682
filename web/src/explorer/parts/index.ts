/** What the explorer's views are made of. */
export { CopyButton } from "./CopyButton.tsx";
export { Digest, shortDigest } from "./Digest.tsx";
export { EmptyState } from "./EmptyState.tsx";
export { ErrorState } from "./ErrorState.tsx";
export { PathLink } from "./PathLink.tsx";
export { PathText } from "./PathText.tsx";
export { Progress } from "./Progress.tsx";
export { Size } from "./Size.tsx";
export { partOf, workNumbers } from "./work.ts";
export { createWork, type Work } from "./create-work.ts";
