#!/usr/bin/env bash
# run.sh SECONDS FOLDER [SEED]: runs every fuzz target for at most SECONDS from fresh inputs; FOLDER gets the results and
# the input of a crash. One SEED (1 unless told) goes one way through the same program; others explore further.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
seconds=$1
folder=$2/fuzz
seed=${3:-1}
rm -rf "$folder" && mkdir -p "$folder"
"$root/tests/fuzz/seeds.sh" "$folder/seeds"

status=0
for program in "$root"/build/asan/bin/fuzz_*; do
  target=${program##*/fuzz_}
  mkdir -p "$folder/corpus/$target"
  if "$program" -seed="$seed" -max_total_time="$seconds" -runs=1000000 -timeout=20 -rss_limit_mb=3000 -max_len=65536 \
    -artifact_prefix="$folder/$target-" -print_final_stats=1 \
    "$folder/corpus/$target" "$folder/seeds/$target" >"$folder/$target.log" 2>&1; then
    echo "fuzz $target: passed, $(sed -n 's/stat::number_of_executed_units: *//p' "$folder/$target.log") inputs"
    echo passed >>"$2/other.txt"
  else
    tail -n 60 "$folder/$target.log"
    echo "fuzz $target: FAILED; the input is $(ls "$folder/$target"-* 2>/dev/null || echo 'not kept')"
    echo "failed fuzz $target: $(grep -m1 -E 'runtime error|ERROR: ' "$folder/$target.log" || true)" >>"$2/other.txt"
    status=1
  fi
done
exit $status
