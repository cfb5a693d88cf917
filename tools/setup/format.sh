#!/usr/bin/env bash
# format.sh [--check]: formats every tracked C++ file with the pinned clang-format, or only says which are not.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
source "$root/tools/setup/common.sh"
action=(-i)
[[ ${1:-} != --check ]] || action=(--dry-run -Werror)
cd "$root"
git ls-files -z -- '*.cpp' '*.h' |
  xargs -0 -n 32 -P "$(nproc)" "$deps/clang_format/clang_format/data/bin/clang-format" "${action[@]}"
