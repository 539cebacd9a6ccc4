#!/usr/bin/env bash
# Installs what npm cannot: Debian's chromium, for the test in a browser. Never fails the run: where it cannot
# install, it says why, and the test says that it was skipped.
set -u
say() { printf 'install-system: %s\n' "$*"; }

if [ -x /usr/bin/chromium ]; then
  say 'chromium is there'
  exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
  say 'chromium is missing, and there is no apt-get to install it with'
  exit 0
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  else
    say 'chromium is missing, and installing it takes root'
    exit 0
  fi
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1 </dev/null; }
if quietly apt-get update && quietly apt-get install -y --no-install-recommends chromium; then
  say 'chromium is installed'
else
  say "chromium could not be installed: $(grep -m1 '^E:' "$log" || tail -n 1 "$log")"
fi
exit 0
