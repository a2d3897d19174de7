#!/usr/bin/env bash
# The tests drive Chromium, and start a PostgreSQL server and a Redis of their own. Installs Debian's packages of them where
# they are missing and this user may; otherwise says in one sentence what to install.
set -euo pipefail

has_chromium() { [ -x "${COLLAB_TEST_CHROMIUM:-/usr/bin/chromium}" ] || command -v chromium >/dev/null; }
has_postgresql() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }
has_redis() { command -v redis-server >/dev/null; }

missing=()
has_chromium || missing+=(chromium)
has_postgresql || missing+=(postgresql)
has_redis || missing+=(redis-server)
[ ${#missing[@]} -eq 0 ] && exit 0

refuse() {
  echo "The tests need ${missing[*]}: install with 'apt-get install ${missing[*]}' (or your system's equivalent) and run make test again." >&2
  exit 1
}

command -v apt-get >/dev/null || refuse
if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  refuse
fi

echo "Installing ${missing[*]} for the tests."
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" >/dev/null; }
install_missing() { apt install -y --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}"; }
install_missing || { apt update && install_missing; } || refuse
