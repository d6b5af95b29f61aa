#!/usr/bin/env bash
# What some tests run against and Debian packages: a scanner for malware, a broker, a web server. Installed where that
# is possible, and never started as services: the tests start their own. Where a program is missing, its tests say
# SKIPPED with the reason; under CI that is a failure.
set -u
PATH="$PATH:/usr/sbin"
declare -A packages=([clamscan]=clamav [clamd]=clamav-daemon [rabbitmq-server]=rabbitmq-server [nginx]=nginx-light)
missing=()
for program in "${!packages[@]}"; do
  command -v "$program" >/dev/null 2>&1 || missing+=("${packages[$program]}")
done
[ ${#missing[@]} = 0 ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing ${missing[*]} for the tests …"
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 && exit 0
fi
echo "Not here, and this account cannot install it: ${missing[*]} (apt-get install ${missing[*]})." >&2
[ "${CI:-}" = true ] && exit 1
exit 0
