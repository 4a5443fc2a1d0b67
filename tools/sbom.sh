#!/usr/bin/env bash
# Prints the bill of materials of a program, as CycloneDX 1.5: each shared library that it loads, with its Debian
# package and version, what is compiled in from headers, and the npm packages in the pages of the portal.
# Usage: tools/sbom.sh BINARY > FILE
set -euo pipefail
binary=${1:?the program}
headers=(libboost1.81-dev libcli11-dev libexpected-dev)

declare -A package  # of each library, by the name of its file
declare -a names files
while read -r name file; do
  names+=("$name")
  files+=("$(readlink -f "$file")")
done < <(ldd "$binary" | awk '$2 == "=>" { print $1, $3 } $1 ~ /^\// { print $1, $1 }' | sort)
# dpkg knows some files under /lib and others under /usr/lib, so it is asked for both names.
while IFS= read -r line; do package[${line##*/}]=${line%%:*}; done < <(dpkg-query -S "${files[@]}" "${files[@]#/usr}" 2>/dev/null || true)

component() {  # package, file, how
  local version
  version=$(dpkg-query -W -f='${Version}' "$1")
  printf '%s    {"type": "library", "name": "%s", "version": "%s", "purl": "pkg:deb/debian/%s@%s", "properties": [{"name": "%s", "value": "%s"}]}' \
    "$separator" "$1" "$version" "$1" "${version//+/%2B}" "$3" "$2"
  separator=$',\n'
}

printf '{\n  "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,\n'
printf '  "metadata": {"component": {"type": "application", "name": "sallyport", "hashes": [{"alg": "SHA-256", "content": "%s"}]}},\n' \
  "$(sha256sum "$binary" | cut -d' ' -f1)"
printf '  "components": [\n'
separator=''
for i in "${!names[@]}"; do component "${package[$(basename "${files[i]}")]}" "${names[i]}" linked; done
for name in "${headers[@]}"; do component "$name" "$name" compiled; done
while read -r name version; do
  printf '%s    {"type": "library", "name": "%s", "version": "%s", "purl": "pkg:npm/%s@%s", "properties": [{"name": "embedded", "value": "portal"}]}' \
    "$separator" "$name" "$version" "${name/#@/%40}" "$version"
done <"$(dirname "${BASH_SOURCE[0]}")/../build/web/portal/packages.txt"
printf '\n  ]\n}\n'
