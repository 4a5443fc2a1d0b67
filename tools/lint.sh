#!/usr/bin/env bash
# Checks layers, links, layout and scripts, and runs clang on everything and clang-tidy on the sources. Prints what is
# wrong and where.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/check_layers.py
tools/check_links.py
tools/check_log.py
tools/check_complaints.py
tools/check_headers.py
tools/version.sh --check
mapfile -t sources < <(git ls-files 'src/*.cc' 'src/*.h' 'tests/*.cc' 'tests/*.h' 'fuzz/*.cc' 'bench/*.cc')
clang-format-19 --dry-run -Werror "${sources[@]}"
mapfile -t scripts < <(git ls-files run .ci/run '*.sh')
shellcheck "${scripts[@]}" deploy/debian/{postinst,prerm,postrm}
mapfile -t programs < <(git ls-files '*.py')
python3 -c 'import ast, sys; [ast.parse(open(path).read(), path) for path in sys.argv[1:]]' "${programs[@]}"
(cd web && "${NODE:-node}" node_modules/typescript/bin/tsc -p portal)
cmake --build build/asan >build/asan.build.log 2>&1 || {
  grep -A6 -E 'error:' build/asan.build.log | head -60
  exit 1
}
tools/tidy.py
echo "lint: clean"
