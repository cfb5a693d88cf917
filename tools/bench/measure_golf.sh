#!/usr/bin/env bash
# Measures golf on this machine and leaves the raw results, which report.py turns into docs/benchmarks.md. golf-peer.json is by
# tools/bench/peer_golf.py and golf-profiles.json by tools/bench/golf_profiles.py, which want Python packages of their own.
#   tools/bench/measure_golf.sh CLIP OUT_DIR        (a quiet machine)
set -euo pipefail
cd "$(dirname "$0")/../.."
clip=$1 out=$2 bench="build/release/bin/touchline --quiet bench"
mkdir -p "$out"
for profile in balanced fast; do
  echo "measuring golf, profile $profile" >&2
  $bench "$clip" --sport golf --profile $profile --rounds 2 --frames 200 >"$out/golf-$profile.json"
done
echo "measuring golf's networks and starts" >&2
$bench "$clip" --sport golf --rounds 1 --frames 40 --roofline --starts 3 >"$out/golf-roofline.json"
