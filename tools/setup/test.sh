#!/usr/bin/env bash
# test.sh [--quick]: sets up, then builds and runs every test, stage by stage; stops at the first that fails.
# The last line is the total: N passed, N failed, N skipped. --quick runs the release tests only.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
source "$root/tools/setup/common.sh"
results=$root/build/test_results
fuzz_seconds=10

stages=(format release address thread fuzz)
case ${1:-} in
  '') ;;
  --quick) stages=(release) ;;
  *) die "test takes --quick or nothing, not '$1'" ;;
esac

ctest_in() {  # ctest_in PRESET ARGUMENT...: runs tests and leaves the results for the total
  ctest --test-dir "$root/build/$1" --no-tests=error -j "$(nproc)" --output-on-failure --timeout 300 \
    --output-junit "$results/$1.xml" "${@:2}"
}

# The few tests that measure time (suites named Timing...): one at a time, and with one second try.
timing_in() {
  ctest --test-dir "$root/build/$1" --no-tests=error --output-on-failure --timeout 300 --label-regex '^timing$' \
    --repeat until-pass:2 --output-junit "$results/$1_timing.xml"
}

# One line of the total for a stage without ctest.
record() { printf '%s\n' "$1" >>"$results/other.txt"; }

stage_release() {
  "$root/tools/setup/build.sh" test && ctest_in release --label-exclude '^timing$' && timing_in release
}

stage_format() {
  "$root/tools/setup/format.sh" --check && record passed
}

stage_address() {
  # The rooms. What runs the whole program (e2e, parity, cli, repo) runs in the release stage.
  local rooms=(base memory geometry image records kernels source infer track field analytics overlay sink reports soccer people golf badminton director pipeline verbs)
  "$root/tools/setup/build.sh" asan "${rooms[@]/#/test_}" &&
    LSAN_OPTIONS=print_suppressions=0 ctest_in asan --tests-regex "^($(IFS='|' && echo "${rooms[*]}"))[.]" --label-exclude '^(slow|timing)$'
}

# Without tests that end processes or count memory, those of hands and poses, which one thread computes, and those in which the
# emulated GPU runs many blocks: each thread of a block is a stack of its own there, which ThreadSanitizer follows at some
# hundredth of the speed.
stage_thread() {
  local rooms=(base source infer sink pipeline)
  "$root/tools/setup/build.sh" tsan "${rooms[@]/#/test_}" &&
    TSAN_OPTIONS="suppressions=$root/tests/tsan.supp:halt_on_error=1" \
      ctest_in tsan --tests-regex "^($(IFS='|' && echo "${rooms[*]}"))[.]" --label-exclude '^(slow|timing)$' \
      --exclude-regex '^sink[.].*(Killed|FullDisk|SteadyState|SoundInSync|VideoWriter)|^pipeline[.]Observer[.].*OnTheGpu|^infer[.](OnTheGpu[.]LandmarksOfABatch|Hand|Poses[.])'
}

stage_fuzz() {
  "$root/tools/setup/build.sh" asan fuzzers && "$root/tests/fuzz/run.sh" "$fuzz_seconds" "$results"
}

total() { /usr/bin/python3 "$root/tools/setup/total.py" "$results"; }

rm -rf "$results" && mkdir -p "$results"
TOUCHLINE_FOR_TESTS=1 "$root/tools/setup/setup.sh"
for stage in "${stages[@]}"; do
  started=$SECONDS
  say "test stage '$stage'"
  if ! "stage_$stage"; then
    record "failed stage $stage"
    give_back "$root/build"
    say "test stage '$stage' failed after $((SECONDS - started)) s; later stages did not run"
    total
    exit 1
  fi
  say "test stage '$stage' passed in $((SECONDS - started)) s"
done
give_back "$root/build"
total
