# Overlays are often files of their own.
# Use `prev` for the thing you change and `final` for what you depend on: `final.git` here would never end.
final: prev: {
  git = prev.git // { version = "${prev.git.version}.1-patched"; };
}
