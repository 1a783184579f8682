# A package is a function of what it needs. It never says where that comes from.
{ zlib, level ? 6 }: { text = "png with ${zlib.name} at level ${toString level}"; }
