#!/usr/bin/env bash
# Boots systemd as process 1 of a machine that is only namespaces: what the machine writes goes into memory, above the
# clean root. `unshare` starts this script in namespaces of its own. Usage: boot.sh CLEAN_ROOT EMPTY_FOLDER
set -euo pipefail
clean=${1:?the clean root}
work=${2:?an empty folder}

mount -t tmpfs tmpfs "$work"
mkdir "$work/changed" "$work/overlay" "$work/root"
root=$work/root
mount -t overlay overlay -o "lowerdir=$clean,upperdir=$work/changed,workdir=$work/overlay" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm" "$root/before"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for i in 0 1 2; do ln -s "/proc/self/fd/$i" "$root/dev/$(cut -d' ' -f$((i + 1)) <<<'stdin stdout stderr')"; done

cd "$root"
pivot_root . before
umount -l /before
rmdir /before
exec env -i container=sallyport-test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=console
