# ONNX Runtime's headers, which its wheel lacks; sourced by setup.sh. They come from Debian's libonnxruntime-dev
# (its C interface is older than the library's, and the library keeps serving older interfaces). Only the .deb is
# unpacked: Debian's own library is never installed.
debian_suite_with_headers=trixie
known_version=1.21.0+dfsg-1
known_sha256=14f7d959d5deacbcf1504830d4189f91fc67382b399ed9ae9d3aa9c4050ced08

# The machine's own Debian sources with the suite replaced, in $1/sources.{sources,list}; security and update
# suites are left out, as other archives are. Prints the file's name.
write_sources() {
  local suite=$2 file
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ -e $file ]] || continue
    # One stanza a paragraph: keep those that carry the suite itself, without comments.
    sed '/^#/d' "$file" | awk -v RS= -v suite="$suite" -v new="$debian_suite_with_headers" '
      $0 ~ "Suites:[^\n]*[ \t]" suite "([ \t\n]|$)" {
        sub(/Suites:[^\n]*/, "Suites: " new); sub(/Types:[^\n]*/, "Types: deb"); print $0 "\n" }'
  done >"$1/debian.sources"
  if [[ -s $1/debian.sources ]]; then echo "$1/debian.sources"; return; fi
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    awk -v suite="$suite" -v new="$debian_suite_with_headers" '
      $1 == "deb" { for (i = 2; i <= NF; i++) if ($i == suite) { $i = new; print; next } }' >"$1/debian.list"
  [[ -s $1/debian.list ]] && echo "$1/debian.list"
}

# private_apt FILE FOLDER ARGUMENT...: apt-get that knows only FILE and keeps its lists in FOLDER.
private_apt() {
  apt-get -qq -o Dir::Etc::sourcelist="$1" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State::Lists="$2/lists" -o Dir::Cache="$2/cache" -o APT::Sandbox::User= \
    -o Debug::NoLocking=1 "${@:3}" >&2
}

download_headers() {  # into folder $1
  if apt-cache policy libonnxruntime-dev 2>/dev/null | grep -q 'Candidate: [0-9]'; then
    (cd "$1" && apt-get -qq -o APT::Sandbox::User= download libonnxruntime-dev >&2)
    return
  fi
  local id suite sources
  id=$(. /etc/os-release && echo "$ID")
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  [[ $id == debian && -n $suite ]] || return 1
  sources=$(write_sources "$1" "$suite") || return 1
  mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
  private_apt "$sources" "$1" update &&
    (cd "$1" && private_apt "$sources" "$1" download libonnxruntime-dev)
}

check_headers() {  # the .deb $1
  local version
  version=$(dpkg-deb -f "$1" Version)
  if [[ $version == "$known_version" ]]; then
    echo "$known_sha256  $1" | sha256sum --check --quiet - >&2 ||
      die "libonnxruntime-dev $version is not the file that is pinned in tools/setup/onnxruntime_headers.sh" \
        "Nothing of it was used. A damaged download? Try again; otherwise report it."
  else
    say "libonnxruntime-dev $version is another than the pinned $known_version: apt's signature vouches for it"
  fi
}

fetch_onnxruntime_headers() {
  local work=$deps/.new_headers deb
  say "fetching the ONNX Runtime headers (Debian's libonnxruntime-dev) into $deps/onnxruntime/include"
  rm -rf "$work" && mkdir -p "$work"
  download_headers "$work" || die "no ONNX Runtime headers: neither this distribution nor Debian" \
    "$debian_suite_with_headers could provide libonnxruntime-dev." \
    "Set TOUCHLINE_ONNXRUNTIME_ROOT to an unpacked ONNX Runtime release (1.20 or later; include/ and lib/)," \
    "or TOUCHLINE_DEPS to a folder filled by ./touchline setup on a Debian machine."
  deb=$(echo "$work"/libonnxruntime-dev_*.deb)
  check_headers "$deb"
  dpkg-deb -x "$deb" "$work/tree"
  rm -rf "$deps/onnxruntime/include"
  cp -r "$work/tree/usr/include/onnxruntime" "$deps/onnxruntime/include"
  rm -rf "$work"
}
