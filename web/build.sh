#!/usr/bin/env bash
# Builds the portal's pages and the C++ source that embeds them, into build/web/portal. Does nothing if no source is
# newer than the last result. Two calls at the same time build once. Needs npm, and the Node.js that the variable NODE
# names (default: node), version 20.19 or later; `./run build` finds one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

result=../build/web/portal/assets.cc
mkdir -p "$(dirname "$result")"
exec 9>../build/web/lock
flock 9

is_fresh() {
  [ -f "$result" ] && [ -z "$(find . -name node_modules -prune -o -path ./portal/dev -prune -o -type f -newer "$result" -print -quit)" ]
}
if is_fresh; then exit 0; fi

# npm's own list of what is installed is newer than the lock file if everything is there.
if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci --ignore-scripts --no-audit --no-fund --silent
  touch node_modules/.package-lock.json
fi
NODE=${NODE:-node}
SALLYPORT_WEB_OUT=$PWD/../build/web/portal/site "$NODE" node_modules/vite/bin/vite.js build portal --logLevel warn
"$NODE" embed.mjs ../build/web/portal
