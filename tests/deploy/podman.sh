#!/usr/bin/env bash
# Runs podman with its storage in a folder of the test's. Its runtime refuses a machine whose control groups are of both
# versions, so in a mount namespace of its own it sees version 2 alone. Usage: podman.sh FOLDER WORDS …
set -euo pipefail
folder=${1:?the folder for the storage}
shift
if [ "${1:-}" != --inside ]; then
  exec unshare --mount bash "${BASH_SOURCE[0]}" "$folder" --inside "$@"
fi
shift
if ! [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  umount -l /sys/fs/cgroup
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
fi
exec podman --storage-driver vfs --root "$folder/storage" --runroot "$folder/run" --tmpdir "$folder/tmp" --cgroup-manager=cgroupfs --events-backend=none "$@"
