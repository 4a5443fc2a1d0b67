#!/usr/bin/env bash
# Runs each fuzz target for some seconds, two at a time, from its seeds and from what earlier runs found.
#
#     fuzz/run.sh [SECONDS [NAME …]]
#
# A line for each target; the last line is `N passed, N failed, N skipped`; exit 1 where one failed. What a target finds grows
# in build/fuzz/corpus/NAME; an input that breaks a promise is kept as build/fuzz/crash-NAME-….
set -u
cd "$(dirname "$0")/.." || exit

run_one() {  # seconds, name
  local seconds=$1 name=$2 binary=build/asan/fuzz/fuzz_$2 log=build/fuzz/$2.log
  if ! [ -x "$binary" ]; then
    echo "skipped $name: not built"
    return
  fi
  rm -f "build/fuzz/crash-$name-"*
  mkdir -p "build/fuzz/corpus/$name"
  local word=passed
  ASAN_OPTIONS=external_symbolizer_path=/usr/bin/addr2line "$binary" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="build/fuzz/crash-$name-" \
    "build/fuzz/corpus/$name" "fuzz/seeds/$name" >"$log" 2>&1 || word=FAILED
  local runs corpus crashes
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  corpus=$(find "build/fuzz/corpus/$name" -type f | wc -l)
  crashes=$(find build/fuzz -maxdepth 1 -name "crash-$name-*" | wc -l)
  echo "$word $name: ${runs:-?} runs, $corpus inputs in the corpus, $crashes crashes"
  if [ "$word" = FAILED ]; then grep -v '^#' "$log" | tail -40; fi
}
export -f run_one

seconds=${1:-20}
shift || true
names=("$@")
if [ $# -eq 0 ]; then mapfile -t names < <(sed -n 's/^sallyport_fuzz(\([a-z0-9_]*\) .*/\1/p' fuzz/CMakeLists.txt); fi
mkdir -p build/fuzz
said=$(mktemp)
trap 'rm -f "$said"' EXIT
# shellcheck disable=SC2016  # the words are for the inner shell
printf '%s\n' "${names[@]}" | xargs -P 2 -I{} bash -c 'run_one "$0" "$1"' "$seconds" {} | tee "$said"
count() { grep -c "^$1 " "$said"; }
echo "$(count passed) passed, $(count FAILED) failed, $(count skipped) skipped"
[ "$(count FAILED)" -eq 0 ] && [ "$(count passed)" -gt 0 ]
