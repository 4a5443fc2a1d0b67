#!/usr/bin/env bash
# Makes a minimal Debian 12 with systemd and the packages that are named, once, and prints its folder. The tests run
# machines on top of it and never change it. Usage: tests/deploy/clean_root.sh FOLDER PACKAGE …
set -euo pipefail
cache=${1:?the folder for clean roots}
shift
packages=(systemd systemd-sysv init-system-helpers man-db "$@")
root=$cache/root-$(sha256sum <<<"${packages[*]}" | cut -c1-12)
if [ ! -d "$root" ]; then
  rm -rf "$root.new"
  mkdir -p "$cache"
  # apt finds what debootstrap cannot: the package behind a name that others provide.
  { debootstrap --variant=minbase bookworm "$root.new" &&
    chroot "$root.new" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"; } \
    >"$cache/debootstrap.log" 2>&1 || { tail -1 "$cache/debootstrap.log" >&2; rm -rf "$root.new"; exit 1; }
  rm -f "$root.new"/var/cache/apt/archives/*.deb
  mv "$root.new" "$root"
fi
echo "$root"
