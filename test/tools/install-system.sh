#!/usr/bin/env bash
# Installs what `npm ci` does not: Debian's chromium, for the test in a browser, and a newer Node, for the tests of
# compiled code on another engine. Never fails the run: what it cannot install it names, with the reason, and the
# tests say that they were skipped.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 0
say() { printf 'install-system: %s\n' "$*"; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() { "$@" >"$log" 2>&1 </dev/null; }
reason() { grep -m1 -E '^(E:|npm error)' "$log" || tail -n 1 "$log"; }

chromium() {
  local as_root=()
  if [ -x /usr/bin/chromium ]; then
    say 'chromium is there'
    return
  fi
  if ! command -v apt-get >/dev/null 2>&1; then
    say 'chromium is missing, and there is no apt-get to install it with'
    return
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1 || ! sudo -n true 2>/dev/null; then
      say 'chromium is missing, and installing it takes root'
      return
    fi
    as_root=(sudo -n)
  fi
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
  if quietly "${apt[@]}" update && quietly "${apt[@]}" install -y --no-install-recommends chromium; then
    say 'chromium is installed'
  else
    say "chromium could not be installed: $(reason)"
  fi
}

newer_node() {
  local node=out/engine/node_modules/node/bin/node
  if [ -x "$node" ]; then
    say "Node $("$node" --version) is there"
  elif quietly npm install --prefix out/engine --no-save --no-audit --no-fund node@26 && quietly "$node" --version; then
    say "Node $("$node" --version) is installed in out/engine"
  else
    say "a newer Node could not be installed: $(reason)"
  fi
}

chromium
newer_node
exit 0
