#!/usr/bin/env bash
# Makes the Debian package of a built program, and prints the package's path. The same program and commit give the same
# bytes. Usage: tools/package.sh BINARY FOLDER
set -euo pipefail
binary=$(realpath "${1:?the program}")
mkdir -p "${2:?the folder for the package}"
folder=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=$(tools/version.sh)
architecture=$(dpkg --print-architecture)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
root=$stage/root
doc=usr/share/doc/sallyport
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CMakeLists.txt)
export SOURCE_DATE_EPOCH

# mode, source, place in the package
put() { install -D -m "$1" "$2" "$root/$3"; }

put 755 "$binary" usr/bin/sallyport
strip --strip-unneeded "$root/usr/bin/sallyport"
for unit in deploy/systemd/*; do put 644 "$unit" "lib/systemd/system/$(basename "$unit")"; done
put 644 deploy/debian/sallyport.sysusers usr/lib/sysusers.d/sallyport.conf
put 644 deploy/examples/azure-systemd.yaml etc/sallyport/sallyport.example.yaml
put 644 deploy/debian/copyright "$doc/copyright"
for page in deploy/README.md docs/{configuration,deployment,operation}.md; do put 644 "$page" "$doc/${page##*/}"; done
for example in deploy/{examples,nginx,caddy,traefik,envoy,haproxy,kubernetes,prometheus,grafana}/*; do
  put 644 "$example" "$doc/examples/${example#deploy/}"
done
put 644 CHANGELOG.md "$doc/changelog"
gzip -9n "$root/$doc/changelog"
mkdir -p "$root/usr/share/man/man1"
python3 tools/man_pages.py "$binary" "$root/usr/share/man/man1"
gzip -9n "$root"/usr/share/man/man1/*.1
# shell, and where the shell's package looks for the completion of a command
while read -r shell place; do
  "$binary" completion "$shell" >"$stage/completion"
  put 644 "$stage/completion" "$place"
done <<'PLACES'
bash usr/share/bash-completion/completions/sallyport
zsh usr/share/zsh/vendor-completions/_sallyport
fish usr/share/fish/vendor_completions.d/sallyport.fish
PLACES

# dpkg-shlibdeps wants a source package's control file, and names the packages of the libraries.
mkdir -p "$stage/debian"
printf 'Source: sallyport\n\nPackage: sallyport\nArchitecture: any\n' >"$stage/debian/control"
depends=$(cd "$stage" && dpkg-shlibdeps -O --ignore-missing-info root/usr/bin/sallyport 2>/dev/null | sed -n 's/^shlibs:Depends=//p')

mkdir -p "$root/DEBIAN"
size=$(du -k -s --apparent-size "$root" | cut -f1)
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$size/" -e "s/@DEPENDS@/$depends/" \
  deploy/debian/control.in >"$root/DEBIAN/control"
for script in postinst prerm postrm; do install -m 755 "deploy/debian/$script" "$root/DEBIAN/$script"; done
echo /etc/sallyport/sallyport.example.yaml >"$root/DEBIAN/conffiles"
(cd "$root" && find . -type f -not -path './DEBIAN/*' -printf '%P\n' | sort | xargs md5sum >DEBIAN/md5sums)
find "$root" -type d -exec chmod 755 {} +
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

package=$folder/sallyport_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >/dev/null
echo "$package"
