#!/usr/bin/env bash
# The browser of the browser tests: installed from the distribution where that is possible. Where it is not, the
# browser tests say SKIPPED with the reason; under CI that is a failure.
set -u
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium for the browser tests …"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium libatomic1 fonts-liberation; } >/dev/null 2>&1 \
    && command -v chromium >/dev/null 2>&1 && exit 0
fi
echo "Chromium is not here and cannot be installed by this account (apt-get install chromium)." >&2
[ "${CI:-}" = true ] && exit 1
exit 0
