#!/usr/bin/env bash
# build.sh PRESET [TARGET...]: configures and builds one preset of CMakePresets.json against $TOUCHLINE_DEPS.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
source "$root/tools/setup/common.sh"
preset=$1
log=$root/build/$preset/build.log
mkdir -p "${log%/*}"
cd "$root"

# As many compilers as there are cores, and a gigabyte of memory for each.
jobs=$(awk -v cores="$(nproc)" '/^MemAvailable/ { n = int($2 / 1048576); print (n < 1 ? 1 : n < cores ? n : cores) }' /proc/meminfo)

# With the copy that can use a GPU, where setup fetched it.
onnxruntime=$deps/onnxruntime
[[ ! -d $deps/onnxruntime_gpu ]] || onnxruntime=$deps/onnxruntime_gpu

# GPU code for every GPU where one may be used; elsewhere only tests read it, and one kind is enough for them.
gpus=()
case $preset in
  release | test)
    gpus=(-D TOUCHLINE_CUDA_TARGETS=90)
    if [[ -d $deps/onnxruntime_gpu ]] || has_nvidia_driver; then gpus=(-U TOUCHLINE_CUDA_TARGETS); fi
    ;;
esac

configure() {
  cmake --preset "$preset" "${gpus[@]}" -U 'ONNXRUNTIME_*' -U OpenVINO_DIR -U ARROW_LIBRARY -U PARQUET_LIBRARY -D TOUCHLINE_DEPS="$deps" \
    -D TOUCHLINE_PYARROW_ROOT="${TOUCHLINE_PYARROW_ROOT:-$deps/pyarrow}" \
    -D TOUCHLINE_OPENVINO_ROOT="${TOUCHLINE_OPENVINO_ROOT:-$deps/openvino/openvino}" \
    -D TOUCHLINE_ONNXRUNTIME_ROOT="${TOUCHLINE_ONNXRUNTIME_ROOT:-$onnxruntime}" \
    -D TOUCHLINE_CUDA_ROOT="${TOUCHLINE_CUDA_ROOT:-$deps/cuda}" -D TOUCHLINE_CUDA_RUNTIME="$deps/cuda_runtime"
}

say "building ($preset, $jobs jobs, log in ${log#"$root"/}); the first time takes minutes"
if ! configure >"$log" 2>&1; then
  cat "$log" >&2
  die "cmake could not configure the preset '$preset'" \
    "Something missing? ./touchline setup installs it; cmake/dependencies.cmake says how to use your own copies."
fi
compile() { cmake --build --preset "$preset" -j "$jobs" ${2:+--target "${@:2}"}; }
failed() { die "the build of the preset '$preset' failed; all of it is in ${log#"$root"/}"; }
if [[ -t 2 ]]; then
  compile "$@" 2>&1 | tee -a "$log" >&2 || failed
elif ! compile "$@" >>"$log" 2>&1; then
  grep -m 1 -A 200 '^FAILED' "$log" >&2 || tail -n 50 "$log" >&2
  failed
fi
