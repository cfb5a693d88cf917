# Other people's readers of the formats that `touchline convert` writes, for the tests alone, in a Python of
# their own: $deps/readers; sourced by setup.sh.

readers_step() {
  local requirements=$root/tests/reports/readers/requirements.txt
  [[ -x $deps/readers/bin/python ]] || rm -f "$deps/.stamps/readers"
  step readers "$(key_of "$here/readers.sh" "$requirements")" fetch_readers "$requirements"
}

# Not a reason to fail: a build needs none of it, and the tests that do say so.
fetch_readers() {
  local python=/usr/bin/python3
  [[ -x $python ]] || python=python3
  say "fetching the readers that the format tests use into $deps/readers"
  rm -rf "$deps/readers"
  # Everything is pinned and named: --no-deps keeps out what the packages ask for and the tests do not use.
  "$python" -m venv "$deps/readers" >&2 &&
    "$deps/readers/bin/python" -m pip --disable-pip-version-check install --quiet --no-deps \
      --only-binary=:all: --requirement "$1" >&2 &&
    rm -rf "$deps"/readers/lib/python3*/site-packages/{kloppy,pandas}/tests && return  # 240 MB
  rm -rf "$deps/readers"
  say "could not fetch the readers: the tests of the export formats will be skipped"
}
