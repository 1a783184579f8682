/** The help texts of the commands about stores. */

const storeOption = `  --store DIR                 the store's folder (default: TVIX_STORE, or ~/.local/share/tvix-playground/store)`;

const chunksOption = `  --chunks plain|fast|small    how what is written is packed: as it is, as in /nix/store (the default); quick to
                              unpack, about half as large; or small, which takes twice as long to unpack; where it is
                              read there is no difference`;

/** By command. */
export const storeHelpTexts: Readonly<Record<string, string>> = {
  castore: `usage: tvix castore import [--file] [--chunks HOW] [--store DIR] PATH
       tvix castore ls [-l] [--store DIR] DIGEST [PATH]
       tvix castore cat [--store DIR] DIGEST [PATH]
       tvix castore export [--top NAME] [--store DIR] DIGEST FILE
       tvix castore publish [--first FILE] [--store DIR] (PATH | DIGEST) OUT
       tvix castore mount-http [--port N] [--host NAME] [--store DIR] DIGEST

Trees of files, named by the BLAKE3 digest of their content, in a folder laid out as Tvix's object stores are.

  import                      store a folder, or what an archive holds: tar or NAR (also .gz, .xz, .bz2, .zst) or zip,
                              - is one on standard input; the last line is the digest
    --file                    store a file as it is, though it may be an archive
${chunksOption}
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
  store: `usage: tvix store import [--name NAME] [--unpack] [--chunks HOW] [--store DIR] PATH
       tvix store info [--store DIR] [STORE-PATH]
       tvix store verify [--store DIR]

Store paths, their content in the same folder as that of tvix castore.

  import                      add a folder or file under its source path, as nix-store --add does; the last line is
                              the path
    --name NAME               the path's name (default: that of PATH)
    --unpack                  PATH is an archive: add what it holds
${chunksOption}
  info                        show what is known of a path, or of all
  verify                      check everything against its digest; exit status 1 if something is damaged
${storeOption}
`,
  bridge: `usage: tvix bridge [OPTION]...

Serves a store over HTTP as a binary cache: real Nix substitutes from it and copies to it. Standard error tells the URL
and what to put into nix.conf. SIGINT or SIGTERM end it once running requests are answered.

  --port N                    default 9000; 0: any that is free
  --host NAME                 default 127.0.0.1; writing to another needs a token
  --upstream URL              another binary cache that is asked for what is missing, which is then kept (repeatable)
    --trusted-key KEY         a public key that this upstream must have signed with (repeatable), or '*' for none;
                              not needed for https://cache.nixos.org
  --castore-from URL          fetch from here, of what an upstream that is a nar-bridge has, only the parts that are
                              missing: castore objects on a web host, which a nar-bridge has below /castore-objects
  --sign FILE                 sign what is served by the secret key in FILE, as nix-store
                              --generate-binary-cache-key makes it
  --token-file FILE           writing needs the token on the first line of FILE, as Bearer or as the password of Basic,
                              which Nix takes from the netrc-file of nix.conf
  --read-only                 nobody may write
  --max-nar BYTES             refuse uploads of larger NARs
  --max-store BYTES           refuse uploads when all NARs together would be larger
  --priority N                what Nix is told in nix-cache-info: the lowest is asked first (default 39)
${chunksOption}
  --verbose                   tell of each request: time, method, target, status, bytes, milliseconds
${storeOption}

Environment: TVIX_BRIDGE_TOKEN: the token, unless there is a --token-file.
`,
};
