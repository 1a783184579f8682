/** Putting texts on the clipboard. */

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
