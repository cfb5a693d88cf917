# Wheels of wheels.txt, hash-checked by pip and unpacked; sourced by setup.sh. Nothing enters a Python: the
# wheels carry libraries and programs, so they are asked for one fixed Python whatever the machine's is.

download_wheel() {  # download_wheel PIN FOLDER
  local python=/usr/bin/python3
  [[ -x $python ]] || python=python3
  printf '%s\n' "$1" >"$2/pin.txt"
  "$python" -m pip --disable-pip-version-check download --quiet --require-hashes --no-deps \
    --only-binary=:all: --implementation cp --python-version 3.11 --abi cp311 \
    --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 --platform manylinux_2_17_x86_64 \
    --platform manylinux2014_x86_64 --dest "$2" --requirement "$2/pin.txt" >&2
}

fetch_wheels() {  # fetch_wheels NAME PINS: the wheels of the lines of PINS, together in $deps/NAME
  local name=$1 pin wheel work=$deps/.new_$1
  rm -rf "$work" && mkdir -p "$work/out"
  while read -r pin; do
    say "fetching ${pin%% *} into $deps/$name"
    download_wheel "$pin" "$work" || die "could not fetch the wheel ${pin%% *} with its pinned hash" \
      "Is the Python package index reachable? pip follows PIP_INDEX_URL and PIP_FIND_LINKS (a folder of wheels)." \
      "With a copy of your own: TOUCHLINE_OPENVINO_ROOT (a folder with cmake/), TOUCHLINE_ONNXRUNTIME_ROOT" \
      "(include/ and lib/), TOUCHLINE_CUDA_ROOT (a CUDA toolkit, with bin/nvcc), or TOUCHLINE_DEPS, a folder" \
      "filled by this script on another machine."
  done <<<"$2"
  for wheel in "$work"/*.whl; do unzip -q "$wheel" -d "$work/out"; done
  "lay_out_$name" "$work/out"
  rm -rf "${deps:?}/$name" && mv "$work/out" "$deps/$name" && rm -rf "$work"
}

lay_out_openvino() { :; }

lay_out_clang_format() { chmod +x "$1/clang_format/data/bin/clang-format"; }

# The libraries without Python: include/ and lib/.
lay_out_pyarrow() {
  local name
  mv "$1/pyarrow/include" "$1/include"
  mkdir "$1/lib"
  mv "$1"/pyarrow-*.dist-info/licenses "$1/licenses"
  for name in arrow parquet; do
    mv "$1/pyarrow/lib$name".so.* "$1/lib/"
    (cd "$1/lib" && ln -s "lib$name".so.* "lib$name.so")
  done
  rm -rf "$1/pyarrow" "$1"/pyarrow-*.dist-info
}

lay_out_onnxruntime() {
  local library
  mkdir "$1/lib" "$1/include" "$1/licenses"
  mv "$1"/onnxruntime/{LICENSE,ThirdPartyNotices.txt} "$1/licenses/"
  mv "$1"/onnxruntime/capi/libonnxruntime*.so* "$1/lib/"
  rm -rf "$1/onnxruntime"
  library=$(cd "$1/lib" && echo libonnxruntime.so.1.*)
  ln -sf "$library" "$1/lib/libonnxruntime.so.1"
  ln -sf libonnxruntime.so.1 "$1/lib/libonnxruntime.so"
}

# The same library with the providers that use a GPU; the headers are those of the other copy.
lay_out_onnxruntime_gpu() {
  lay_out_onnxruntime "$1"
  rmdir "$1/include" && ln -s ../onnxruntime/include "$1/include"
}

keep_licenses() {  # keep_licenses FOLDER: every wheel's licence texts, in FOLDER/licenses/WHEEL
  local info
  for info in "$1"/*.dist-info; do
    mkdir -p "$1/licenses/$(basename "${info%%-*}")"
    find "$info" -iname 'licen[sc]e*' -type f -exec cp {} "$1/licenses/$(basename "${info%%-*}")/" \;
    rm -rf "$info"
  done
}

# The two networks alone.
lay_out_hands() {
  keep_licenses "$1"
  mv "$1"/mediapipe/modules/{palm_detection/palm_detection_full,hand_landmark/hand_landmark_full}.tflite "$1/"
  rm -rf "$1/mediapipe" "$1/mediapipe.libs"
}

# What compiles kernels into images. They are never linked, so the libraries and the linker stay away.
lay_out_cuda() {
  keep_licenses "$1"
  mv "$1"/nvidia/cu13/{bin,include,nvvm} "$1/"
  rm -rf "$1/nvidia" "$1/bin/nvlink"
  find "$1/bin" "$1/nvvm/bin" -maxdepth 1 -type f -exec chmod +x {} +
}

# The libraries alone, in one folder: they find each other beside themselves.
lay_out_cuda_runtime() {
  keep_licenses "$1"
  mkdir "$1/lib"
  find "$1/nvidia" -name 'lib*.so*' -not -name 'libnvblas*' -not -name '*.alt.so*' -exec mv {} "$1/lib/" \;
  rm -rf "$1/nvidia"
}
