#!/usr/bin/env bash
# Runs each fuzz target for some seconds, from its seeds and from what earlier runs found.
#
#     fuzz/run.sh [SECONDS [NAME …]]
#
# What it finds grows in build/fuzz/corpus/NAME; an input that breaks a promise is kept as build/fuzz/crash-NAME-….
# The last line is `N passed, N failed, N skipped`; exit 1 where one failed.
set -u
cd "$(dirname "$0")/.." || exit
seconds=${1:-20}
shift || true
names=("$@")
if [ $# -eq 0 ]; then mapfile -t names < <(sed -n 's/^sallyport_fuzz(\([a-z0-9_]*\) .*/\1/p' fuzz/CMakeLists.txt); fi
passed=0 failed=0 skipped=0
for name in "${names[@]}"; do
  binary=build/fuzz/fuzz/fuzz_$name
  if ! [ -x "$binary" ]; then
    echo "skipped $name: not built"
    skipped=$((skipped + 1))
    continue
  fi
  corpus=build/fuzz/corpus/$name
  log=build/fuzz/$name.log
  mkdir -p "$corpus" "fuzz/seeds/$name"
  if "$binary" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/crash-$name-" "$corpus" "fuzz/seeds/$name" >"$log" 2>&1; then
    echo "passed $name: $(sed -n 's/.*number_of_executed_units: *//p' "$log") inputs"
    passed=$((passed + 1))
  else
    echo "FAILED $name"
    tail -40 "$log"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
