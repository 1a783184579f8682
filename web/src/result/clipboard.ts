/** Putting texts on the clipboard and into files. */

/** Copies a text, or one that is still being made. @throws when the browser does not allow it, or the making fails */
export async function copyText(text: string | Promise<string>): Promise<void> {
  if (typeof text === "string") return navigator.clipboard.writeText(text);
  if (typeof ClipboardItem === "undefined") return navigator.clipboard.writeText(await text);
  // The browser takes the promise now, while it still remembers that a person asked.
  const blob = text.then((made) => new Blob([made], { type: "text/plain" }));
  const [written, ready] = await Promise.allSettled([
    navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]),
    text,
  ]);
  // Why there is no text says more than that nothing was written.
  if (ready.status === "rejected") throw ready.reason;
  if (written.status === "rejected") throw written.reason;
}

/** Offers a file for download. */
export function downloadFile(name: string, parts: BlobPart[], type: string): void {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read the file only after the click is over.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The bytes of a byte string: one char each. */
export function bytesOf(latin1: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(latin1.length);
  for (let i = 0; i < latin1.length; i++) bytes[i] = latin1.charCodeAt(i);
  return bytes;
}

/** A byte string as text: UTF-8, anything else as U+FFFD. */
export function textOf(latin1: string): string {
  return new TextDecoder().decode(bytesOf(latin1));
}
