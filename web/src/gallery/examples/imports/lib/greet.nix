{ name }:
# Paths in here start from lib/, not from the file that imports this one.
"Hello ${name}, ${toString ((import ./math.nix).cube 3)} times"
