#!/usr/bin/env bash
# Prints Sallyport's version, such as 0.2.0. CMakeLists.txt is its only home: binary, package and image take it from
# there. The chart and the changelog have to repeat it; with --check this fails if one of them has another one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=$(sed -n 's/^project(sallyport VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
[ -n "$version" ] || { echo "CMakeLists.txt does not say the version" >&2; exit 1; }
if [ "${1:-}" = --check ]; then
  chart=deploy/helm/sallyport/Chart.yaml
  for key in version appVersion; do
    grep -qx "$key: $version" "$chart" || { echo "$chart: write $key: $version, the version in CMakeLists.txt" >&2; exit 1; }
  done
  newest=$(grep -m1 '^## ' CHANGELOG.md)
  [ "$newest" = "## $version" ] || { echo "CHANGELOG.md: write ## $version, the version in CMakeLists.txt, above what is new in it" >&2; exit 1; }
else
  echo "$version"
fi
