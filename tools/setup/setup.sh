#!/usr/bin/env bash
# Installs what Touchline stands on: Debian packages, and pinned wheels unpacked into $TOUCHLINE_DEPS (.deps by default).
# With TOUCHLINE_FOR_TESTS, also what only its tests need; with TOUCHLINE_WITH_PARQUET, Arrow; with --hands, networks of
# hands; with --gpu, or where there is an NVIDIA driver, also what compiles GPU code and runs networks on a GPU. What is
# unpacked leaves a stamp keyed by its pin, so a second run has nothing to do.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$(cd "$here/../.." && pwd)
source "$here/common.sh"
source "$here/packages.sh"
source "$here/wheels.sh"
source "$here/onnxruntime_headers.sh"
source "$here/readers.sh"

# step NAME KEY COMMAND...: runs COMMAND unless it already succeeded with this KEY.
step() {
  local stamp=$deps/.stamps/$1 key=$2
  [[ -f $stamp && $(<"$stamp") == "$key" ]] && return
  "${@:3}"
  printf '%s' "$key" >"$stamp"
}

key_of() { cat -- "$@" | sha256sum | cut -c1-64; }

# wheel_step NAME [WHEEL...]: these wheels of wheels.txt (the one named like it by default) unpacked into $deps/NAME.
wheel_step() {
  local name=$1 wheel pins=
  [[ -d $deps/$name ]] || rm -f "$deps/.stamps/$name"
  [[ $# -gt 1 ]] && shift
  for wheel in "$@"; do pins+=${pins:+$'\n'}$(grep "^${wheel//_/-}==" "$here/wheels.txt"); done
  step "$name" "$pins" fetch_wheels "$name" "$pins"
}

# The compiler of GPU code: tests compile it everywhere.
gpu_compiler_step() {
  own_copy CUDA || wheel_step cuda nvidia-cuda-nvcc nvidia-nvvm nvidia-cuda-crt nvidia-cuda-runtime nvidia-cuda-cccl
}

# What networks on a GPU need, 2 GB unpacked.
gpu_runtime_step() {
  own_copy ONNXRUNTIME || wheel_step onnxruntime_gpu
  wheel_step cuda_runtime nvidia-cuda-runtime nvidia-cublas nvidia-cudnn-cu13 nvidia-curand nvidia-cuda-nvrtc nvidia-nvjpeg
}

gpu= hands=
for word in "$@"; do
  case $word in
    --gpu) gpu=yes ;;
    --hands) hands=yes ;;
    *) die "setup takes --gpu and --hands, or nothing, not '$word'" ;;
  esac
done
! has_nvidia_driver || gpu=yes
[[ $(uname -s) == Linux && $(uname -m) == x86_64 ]] ||
  die "this set-up is for Linux on x86-64; this machine is $(uname -s) on $(uname -m)" \
    "Elsewhere, install the libraries named in cmake/dependencies.cmake and use cmake directly."
mkdir -p "$deps/.stamps"
[[ -n ${TOUCHLINE_SKIP_PACKAGES:-} ]] || install_packages
own_copy OPENVINO || wheel_step openvino
if ! own_copy ONNXRUNTIME; then
  wheel_step onnxruntime
  step onnxruntime_headers "$(key_of "$here/onnxruntime_headers.sh" "$deps/.stamps/onnxruntime")" \
    fetch_onnxruntime_headers
fi
# Networks of hands count the fingers of golf's scores alone: for the tests, for who asks, and where they were fetched
# before. 35 MB come, 8 stay.
[[ -z ${TOUCHLINE_FOR_TESTS:-}$hands && ! -d $deps/hands ]] || [[ -n ${TOUCHLINE_HANDS:-} ]] ||
  wheel_step hands mediapipe
# Arrow serves Parquet alone: for the tests, for who asks, and where it was fetched before.
[[ -z ${TOUCHLINE_FOR_TESTS:-}${TOUCHLINE_WITH_PARQUET:-} && ! -d $deps/pyarrow ]] || own_copy PYARROW || wheel_step pyarrow
[[ -z $gpu && -z ${TOUCHLINE_FOR_TESTS:-} ]] || gpu_compiler_step
[[ -z $gpu ]] || gpu_runtime_step
if [[ -n ${TOUCHLINE_FOR_TESTS:-} ]]; then
  wheel_step clang_format
  readers_step
fi
give_back "$deps"
