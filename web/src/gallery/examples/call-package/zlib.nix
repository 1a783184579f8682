{ name ? "zlib" }: { inherit name; }
