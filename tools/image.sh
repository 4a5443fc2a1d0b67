#!/usr/bin/env bash
# Makes the container image of a built program with buildah, and prints the path of the archive that `podman load` and
# `docker load` read. The same program, packages and commit give the same layer. Usage: tools/image.sh BINARY FOLDER
set -euo pipefail
binary=$(realpath "${1:?the program}")
mkdir -p "${2:?the folder for the image}"
folder=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=$(tools/version.sh)
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CMakeLists.txt)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
root=$stage/root

mkdir -p "$root"/{etc/ssl/certs,etc/sallyport,tmp,usr/bin,usr/lib/ssl,usr/lib64,usr/share/doc/sallyport,var/lib/sallyport}
ln -s usr/bin "$root/bin"
ln -s usr/lib "$root/lib"
ln -s usr/lib64 "$root/lib64"

install -m 755 "$binary" "$root/usr/bin/sallyport"
strip --strip-unneeded "$root/usr/bin/sallyport"
# Each library, and the loader, by the path under which the program asks for it.
mapfile -t libraries < <(ldd "$binary" | awk '$2 == "=>" { print $3 } $1 ~ /^\// { print $1 }' | sort -u)
for library in "${libraries[@]}"; do install -D -m 755 "$library" "$root/usr/${library#/usr}"; done

# The certificates of the public authorities, in the places where curl and OpenSSL look.
install -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
ln -s /etc/ssl/certs "$root/usr/lib/ssl/certs"
ln -s /etc/ssl/certs/ca-certificates.crt "$root/usr/lib/ssl/cert.pem"
install -m 644 /etc/ssl/openssl.cnf "$root/usr/lib/ssl/openssl.cnf"

mkdir -p "$root/usr/share/zoneinfo"
tar -C /usr/share/zoneinfo --exclude=./posix --exclude=./right -c . | tar -C "$root/usr/share/zoneinfo" -x

echo 'sallyport:x:2000:2000:Sallyport:/var/lib/sallyport:/nonexistent' >"$root/etc/passwd"
echo 'sallyport:x:2000:' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
install -m 644 /usr/lib/os-release "$root/etc/os-release"

# The licences of what is inside, and the list of it for scanners.
install -m 644 LICENSE "$root/usr/share/doc/sallyport/copyright"
bill=$(dirname "$binary")/sallyport.cdx.json
tools/sbom.sh "$binary" >"$bill"
install -m 644 "$bill" "$root/usr/share/doc/sallyport/sallyport.cdx.json"
mapfile -t packages < <(sed -n 's|.*"purl": "pkg:deb/debian/\([^@]*\)@.*|\1|p' "$bill" | sort -u)
for package in "${packages[@]}" ca-certificates tzdata; do
  install -D -m 644 "/usr/share/doc/$package/copyright" "$root/usr/share/doc/$package/copyright"
done

find "$root" -type d -exec chmod 755 {} +
chmod 1777 "$root/tmp"
chmod 700 "$root/var/lib/sallyport"
# Everything belongs to root but the folder for the data.
context=$stage/context
mkdir "$context"
tar_options=(--sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --numeric-owner -C "$root")
tar "${tar_options[@]}" --owner=0 --group=0 --exclude=./var/lib/sallyport -cf "$context/root.tar" .
tar "${tar_options[@]}" --owner=2000 --group=2000 -rf "$context/root.tar" ./var/lib/sallyport

storage=(--storage-driver vfs --root "$stage/storage" --runroot "$stage/run")
buildah "${storage[@]}" build --quiet --isolation chroot --format docker --timestamp "$SOURCE_DATE_EPOCH" \
  --build-arg VERSION="$version" --build-arg REVISION="$revision" --tag "localhost/sallyport:$version" \
  --file deploy/container/Containerfile "$context" >/dev/null
archive=$folder/sallyport_$version.image.tar
rm -f "$archive"
buildah "${storage[@]}" push --quiet "localhost/sallyport:$version" "docker-archive:$archive:localhost/sallyport:$version" >/dev/null
echo "$archive"
