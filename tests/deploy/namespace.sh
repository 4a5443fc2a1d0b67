#!/usr/bin/env bash
# Runs a program of an image's root file system, read-only, without capabilities, as a user. `unshare` starts this in
# namespaces of its own. Usage: namespace.sh ROOT USER COUNT [INSIDE=OUTSIDE=ro|rw …] [NAME=VALUE …] -- PROGRAM WORDS …
set -euo pipefail
root=${1:?} user=${2:?} count=${3:?}
shift 3
mount --bind "$root" "$root"
mkdir -p "$root/proc" "$root/dev"
for ((; count > 0; count -= 1)); do
  IFS='=' read -r inside outside mode <<<"$1"
  mkdir -p "$root$inside"
  mount --bind "$outside" "$root$inside"
  if [ "$mode" = ro ]; then mount -o remount,bind,ro "$root$inside"; fi
  shift
done
environment=()
while [ "$1" != -- ]; do
  environment+=("$1")
  shift
done
shift
mount -t proc proc "$root/proc"
for file in dev/null dev/urandom etc/hosts etc/resolv.conf; do  # as every runtime gives them to a container
  touch "$root/$file"
  mount --bind "/$file" "$root/$file"
done
mount -o remount,bind,ro "$root"
cd "$root"
# `unshare` is this machine's, since the image has no such program: it changes the root, then the user, then executes.
exec env -i "${environment[@]}" unshare --root="$root" --wd=/ --setuid "$user" --setgid "$user" "$@"
