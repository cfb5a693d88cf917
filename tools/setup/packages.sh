# Debian packages of packages.txt; sourced by setup.sh.

# The major version of the distribution's clang, which names the package of its run-time library.
clang_major() {
  { dpkg-query -W -f '${Depends}\n' clang 2>/dev/null || apt-cache show clang 2>/dev/null; } |
    sed -n 's/.*clang-\([0-9][0-9]*\).*/\1/p' | head -n 1
}

# wanted_packages: the names of packages.txt, one a line; without those marked with a question mark.
wanted_packages() {
  sed -e '/^[#?]/d' -e '/^$/d' -e "s/@CLANG@/$(clang_major)/" "$here/packages.txt"
}

# optional_packages: those marked with a question mark that this distribution has and that are not installed.
optional_packages() {
  local name
  for name in $(sed -n 's/^?//p' "$here/packages.txt"); do
    dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -q '^installed$' && continue
    apt-cache policy "$name" | grep -q 'Candidate: [^(]' && echo "$name"
  done
  return 0
}

# missing_packages: those that are not installed, one a line.
missing_packages() {
  local wanted
  mapfile -t wanted < <(wanted_packages)
  comm -23 <(printf '%s\n' "${wanted[@]}" | sort) \
    <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null |
      sed -n 's/ installed$//p' | sort)
}

without_apt() {
  die "$1" "These packages are missing: ${missing[*]}" \
    "Install them yourself (under your distribution's names; versions are in cmake/dependencies.cmake), then" \
    "run this again with TOUCHLINE_SKIP_PACKAGES=1."
}

install_packages() {
  local missing
  mapfile -t missing < <(wanted_packages)
  command -v apt-get >/dev/null || without_apt "no apt here: Touchline sets itself up on Debian and Ubuntu only"
  install_wanted
  [[ -n ${TOUCHLINE_FOR_TESTS:-} ]] || return 0
  mapfile -t missing < <(optional_packages)
  [[ ${#missing[@]} -eq 0 ]] && return
  say "installing Debian packages that some tests use: ${missing[*]}"
  install_missing || say "could not install them; the tests that need them will skip and say so"
}

install_wanted() {
  mapfile -t missing < <(missing_packages)
  [[ ${#missing[@]} -eq 0 ]] && return
  [[ $EUID -eq 0 ]] || command -v sudo >/dev/null ||
    without_apt "installing packages needs root, and there is no sudo"
  say "installing Debian packages: ${missing[*]}"
  if ! apt-get -s install --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
    say "reading the package lists (apt-get update)"
    as_root apt-get -qq update >&2 || say "apt-get update failed; going on with the lists as they are"
    mapfile -t missing < <(missing_packages)  # only now is the version of clang known for sure
  fi
  install_missing || {
    # Lists older than the mirror name versions it no longer has.
    as_root apt-get -qq update >&2 && install_missing
  } || without_apt "apt could not install everything"
}

install_missing() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
    -o Dpkg::Use-Pty=0 install --no-install-recommends "${missing[@]}" >&2
}
