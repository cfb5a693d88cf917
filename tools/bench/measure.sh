#!/usr/bin/env bash
# Measures this machine and leaves the raw results, which report.py turns into docs/benchmarks.md.
# peer.json is by tools/bench/peer_cpu.py, which wants Python packages of its own.
#   tools/bench/measure.sh CLIP OUT_DIR        (CLIP: football_rubi.mp4 for the published figures; a quiet machine)
set -euo pipefail
cd "$(dirname "$0")/../.."
clip=$1 out=$2 bin=build/release/bin
mkdir -p "$out"
export TOUCHLINE_BENCH_CLIP=$clip
# Only what the page needs: doctor also names folders of this machine.
$bin/touchline --quiet doctor | python3 -c 'import json, sys; d = json.load(sys.stdin)
print(json.dumps({k: d[k] for k in ("versions", "cpu")}, indent=2))' >"$out/machine.json"
for name in letterbox track overlay measures pipeline encode; do
  echo "measuring $name" >&2
  $bin/${name}_bench --benchmark_repetitions=5 --benchmark_min_time=0.1 --benchmark_report_aggregates_only=true \
    --benchmark_out="$out/$name.json" --benchmark_out_format=json >/dev/null
done
for profile in balanced fast; do
  echo "measuring the whole, profile $profile" >&2
  $bin/touchline --quiet bench "$clip" --profile $profile --rounds 3 --frames 840 --starts 5 >"$out/whole-$profile.json"
done
