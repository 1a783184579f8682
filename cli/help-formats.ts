/** The help texts of the commands about Nix's file formats. */

/** By command. */
export const formatHelpTexts: Readonly<Record<string, string>> = {
  nar: `usage: tvix nar dump PATH
       tvix nar ls [-R] [-l] [-d] [--json] NAR [PATH]
       tvix nar cat NAR PATH
       tvix nar pack PATH NAR
       tvix nar unpack NAR DIR

Makes, shows and unpacks NARs (Nix archives). NAR may be - for standard input or output. NARs are read strictly:
each tree of files has exactly one.

  dump                        write the NAR of PATH to standard output, as nix-store --dump does
  ls                          list what is in a directory of a NAR (default /), as nix nar ls does
    -R, --recursive           also what is in directories below
    -l, --long                with mode, size and target
    -d, --directory           the directory itself instead of what is in it
    --json                    print as JSON, with the offsets of files in the NAR
  cat                         write the file at PATH in a NAR to standard output
  pack                        write the NAR of PATH to a file, instead of what it holds
  unpack                      make the files of a NAR at DIR, where nothing may be yet; on failure nothing is left
`,
  narinfo: `usage: tvix narinfo show [--json] FILE...
       tvix narinfo verify [--key NAME:BASE64]... FILE...

Shows narinfos (what binary caches say of store paths) and checks their signatures. A FILE may hold many, blank
lines between them; - is standard input.

  show                        print them, with what is signed, and oddities of their text
    --json                    a line of JSON each
  verify                      tell for each: ok (and by which key), bad signature, or no key matches
    --key NAME:BASE64         a public key that is trusted (repeatable; default: that of cache.nixos.org)

Exit status of verify: 0 if all are ok, otherwise 1.
`,
  hash: `usage: tvix hash path [OPTION]... PATH...
       tvix hash file [OPTION]... FILE...
       tvix hash convert [OPTION]... HASH...

Hashes the NARs of paths or the contents of files, or rewrites hashes. FILE may be - for standard input; HASH may
be in any format.

  --type ALGORITHM            blake3, md5, sha1, sha256 or sha512 (default sha256; convert: as the hash says)
  --to FORMAT                 nix32, base16, base64 or sri (default sri)
  --nix32, --base32, --base16, --base64, --sri
                              the same as --to
`,
};
