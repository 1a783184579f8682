/** Files that the operating system opens with the installed page: those of `file_handlers` in the manifest. */

/** The part of the browser's launch queue that is used; few browsers have one. */
interface LaunchQueue {
  setConsumer(take: (launch: { files?: readonly FileSystemFileHandle[] }) => void): void;
}

/**
 * Takes them, also those that come later.
 * @param unreadable - told, for people, of a file that can't be read any more
 */
export function takeLaunchedFiles(open: (file: File) => void, unreadable: (message: string) => void): void {
  const { launchQueue } = window as { launchQueue?: LaunchQueue };
  const openAll = async (files: readonly FileSystemFileHandle[]): Promise<void> => {
    for (const handle of files) {
      try {
        open(await handle.getFile());
      } catch (error) {
        unreadable(
          `${handle.name} can't be opened: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  };
  launchQueue?.setConsumer(({ files = [] }) => void openAll(files));
}
