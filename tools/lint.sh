#!/usr/bin/env bash
# Layers, layout, scripts, and clang's own eyes. Prints what is wrong and where; silent parts are right.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/check_layers.py
mapfile -t sources < <(git ls-files 'src/*.cc' 'src/*.h' 'tests/*.cc' 'tests/*.h' 'fuzz/*.cc' 'bench/*.cc')
clang-format-19 --dry-run -Werror "${sources[@]}"
shellcheck run .ci/run tools/*.sh fuzz/*.sh
python3 -m compileall -q tools tests/vectors tests/crash bench
# clang-tidy compiles with clang 19 and all our warnings, so a clean run says that clang builds it clean, too.
run-clang-tidy-19 -quiet -p build/tidy "$PWD/(src|tests)/.*\.cc$" >build/tidy.log 2>&1 || {
  grep -E 'error:|warning:' build/tidy.log | sort -u | head -60
  exit 1
}
echo "lint: clean"
