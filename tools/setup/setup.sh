#!/usr/bin/env bash
# Installs what Touchline stands on: Debian packages, and pinned wheels unpacked into $TOUCHLINE_DEPS
# (.deps by default). What is unpacked leaves a stamp keyed by its pin, so a second run has nothing to do.
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

# wheel_step NAME: the wheel NAME of wheels.txt, unpacked into $deps/NAME.
wheel_step() {
  local pin
  [[ -d $deps/$1 ]] || rm -f "$deps/.stamps/$1"
  pin=$(grep "^${1//_/-}==" "$here/wheels.txt")
  step "$1" "$pin" fetch_wheel "$1" "$pin"
}

[[ $(uname -s) == Linux && $(uname -m) == x86_64 ]] ||
  die "this set-up is for Linux on x86-64; this machine is $(uname -s) on $(uname -m)" \
    "Elsewhere, install the libraries named in cmake/dependencies.cmake and use cmake directly."
mkdir -p "$deps/.stamps"
[[ -n ${TOUCHLINE_SKIP_PACKAGES:-} ]] || install_packages
wheel_step clang_format
own_copy OPENVINO || wheel_step openvino
if ! own_copy ONNXRUNTIME; then
  wheel_step onnxruntime
  step onnxruntime_headers "$(key_of "$here/onnxruntime_headers.sh" "$deps/.stamps/onnxruntime")" \
    fetch_onnxruntime_headers
fi
own_copy PYARROW || wheel_step pyarrow
readers_step
give_back "$deps"
