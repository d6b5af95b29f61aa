#!/usr/bin/env bash
# The browser of the browser tests: installed from the distribution where that is possible. The engine alone
# (chromium-headless-shell) opens a page for a third of what the whole program with its window costs. Where neither
# can be had, the browser tests say SKIPPED with the reason; under CI that is a failure.
set -u
have() { command -v "$1" >/dev/null 2>&1; }
have chromium-headless-shell && exit 0
if have apt-get && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium for the browser tests …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null 2>&1
  for program in chromium-headless-shell chromium; do
    have "$program" && exit 0
    apt-get install -y -qq --no-install-recommends "$program" libatomic1 fonts-liberation >/dev/null 2>&1
    have "$program" && exit 0
  done
fi
have chromium && exit 0
echo "Chromium is not here and cannot be installed by this account (apt-get install chromium-headless-shell)." >&2
[ "${CI:-}" = true ] && exit 1
exit 0
