#!/usr/bin/env bash
# Prints Sallyport's version, such as 0.1.0. CMakeLists.txt is its only home: binary, package and image take it from
# there. The chart has to repeat it; with --check this fails if the chart has another one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=$(sed -n 's/^project(sallyport VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
[ -n "$version" ] || { echo "CMakeLists.txt does not say the version" >&2; exit 1; }
if [ "${1:-}" = --check ]; then
  chart=deploy/helm/sallyport/Chart.yaml
  for key in version appVersion; do
    grep -qx "$key: $version" "$chart" || { echo "$chart: write $key: $version, the version in CMakeLists.txt" >&2; exit 1; }
  done
else
  echo "$version"
fi
