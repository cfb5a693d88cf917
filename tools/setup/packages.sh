# Debian packages of packages.txt and packages_for_tests.txt; sourced by setup.sh.

# The major version of the distribution's clang, which names the package of its run-time library. Read from what
# clang depends on: what it replaces and breaks names other versions.
clang_major() {
  { apt-cache show --no-all-versions clang 2>/dev/null || dpkg-query -W -f 'Depends: ${Depends}\n' clang 2>/dev/null; } |
    sed -n 's/^Depends:.*clang-\([0-9][0-9]*\).*/\1/p' | head -n 1
}

# package_lists: the files that name what is wanted here.
package_lists() {
  echo "$here/packages.txt"
  [[ -z ${TOUCHLINE_FOR_TESTS:-} ]] || echo "$here/packages_for_tests.txt"
}

# listed_packages: their lines without comments.
listed_packages() {
  package_lists | xargs -d '\n' sed -e '/^#/d' -e '/^$/d' -e "s/@CLANG@/$(clang_major)/"
}

# wanted_packages: the names that must be there, one a line.
wanted_packages() {
  listed_packages | sed '/^?/d'
}

# resolve_from_nothing: would apt install all of them on a machine that has no package at all?
resolve_from_nothing() {
  local none status=0 wanted
  none=$(mktemp)
  mapfile -t wanted < <(wanted_packages)
  # The URIs alone: sooner than a simulated installation. Nothing is locked, and apt's own cache is left as it is.
  apt-get -qq -y --print-uris -o Debug::NoLocking=1 -o Dir::Cache::pkgcache= -o Dir::State::status="$none" \
    install --no-install-recommends "${wanted[@]}" >/dev/null || status=$?
  rm -f "$none"
  return $status
}

# optional_packages: those marked with a question mark that this distribution has and that are not installed.
optional_packages() {
  local name
  for name in $(listed_packages | sed -n 's/^?//p'); do
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
  mapfile -t missing < <(optional_packages)
  [[ ${#missing[@]} -eq 0 ]] && return
  say "installing Debian packages that are used where they are to be had: ${missing[*]}"
  install_missing || say "could not install them; what needs them will skip and say so"
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
