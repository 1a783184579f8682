/** The help texts of the commands about stores. */

const storeOption = `  --store DIR                 the store's folder (default: TVIX_STORE, or ~/.local/share/tvix-playground/store)`;

/** By command. */
export const storeHelpTexts: Readonly<Record<string, string>> = {
  castore: `usage: tvix castore import [--file] [--store DIR] PATH
       tvix castore ls [-l] [--store DIR] DIGEST [PATH]
       tvix castore cat [--store DIR] DIGEST [PATH]
       tvix castore export [--top NAME] [--store DIR] DIGEST FILE
       tvix castore publish [--first FILE] [--store DIR] (PATH | DIGEST) OUT
       tvix castore mount-http [--port N] [--host NAME] [--store DIR] DIGEST

Trees of files, named by the BLAKE3 digest of their content, in a folder laid out as Tvix's object stores are.

  import                      store a folder, or what an archive holds: tar or NAR (also .gz, .xz, .bz2, .zst) or zip,
                              - is one on standard input; the last line is the digest
    --file                    store a file as it is, though it may be an archive
  ls                          list a directory
    -l, --long                with kind (d, -, x: executable, l: link), size and digest
  cat                         write a file to standard output
  export                      write an archive, FILE.tar, FILE.zip or FILE.nar: always the same for the same tree
    --top NAME                what everything in it stands below (default source; NARs have none)
  publish                     write a tree as static files for any web host: browsers fetch only what they need
    --first FILE              paths, one a line, that are needed first: they are put together; tvix eval --files-read
                              writes such a file
  mount-http                  serve a tree, read-only, with ranges (default port 9000, host 127.0.0.1)
${storeOption}
`,
  store: `usage: tvix store import [--name NAME] [--unpack] [--store DIR] PATH
       tvix store info [--store DIR] [STORE-PATH]
       tvix store verify [--store DIR]

Store paths, their content in the same folder as that of tvix castore.

  import                      add a folder or file under its source path, as nix-store --add does; the last line is
                              the path
    --name NAME               the path's name (default: that of PATH)
    --unpack                  PATH is an archive: add what it holds
  info                        show what is known of a path, or of all
  verify                      check everything against its digest; exit status 1 if something is damaged
${storeOption}
`,
};
