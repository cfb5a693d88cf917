# Shared by ./touchline and the scripts in tools/setup: where things are, and how to speak.
# Expects $root. Everything is said on stderr: stdout belongs to the program.
deps=${TOUCHLINE_DEPS:-$root/.deps}
[[ $deps == /* ]] || deps=$PWD/$deps

say() { printf 'touchline: %s\n' "$*" >&2; }
die() {
  say "$1"
  shift
  [[ $# -eq 0 ]] || printf '  %s\n' "$@" >&2
  exit 1
}

# own_copy NAME: true when the user points NAME_ROOT at a copy of their own.
own_copy() {
  local variable=TOUCHLINE_$1_ROOT
  [[ -n ${!variable:-} ]]
}

# through_sudo: is this run on somebody else's behalf, so that what it makes must be theirs?
through_sudo() { [[ $EUID -eq 0 && ${SUDO_UID:-0} -ne 0 ]]; }

# give_back PATH...: what root made for a user through sudo belongs to the user.
give_back() {
  if through_sudo; then chown -R "$SUDO_UID:$SUDO_GID" -- "$@"; fi
}

# as_root COMMAND...: as it is for root, through sudo otherwise.
as_root() {
  if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

# A driver that programs can load, or one in the kernel (in a container without the driver's libraries).
has_nvidia_driver() {
  [[ -e /proc/driver/nvidia/version ]] || PATH=$PATH:/usr/sbin:/sbin ldconfig -p | grep 'libcuda\.so\.1' >/dev/null
}
