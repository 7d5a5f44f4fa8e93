#!/usr/bin/env bash
# The console's tests drive a real browser. On Debian this installs the distribution's Chromium when it is missing;
# elsewhere it says what to do, and those tests skip themselves with the same message.
set -u
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ -n "${CHROMIUM_PATH:-}" ] && [ -x "$CHROMIUM_PATH" ]; then exit 0; fi
if [ -r /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; then
  as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n"; else
      echo "Browser tests are skipped: Chromium is missing. Install it with: sudo apt-get install chromium"
      exit 0
    fi
  fi
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update -qq >/dev/null && $as_root apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null \
    || echo "Browser tests are skipped: Chromium could not be installed (apt-get failed)."
  exit 0
fi
echo "Browser tests are skipped: install Chromium, or set CHROMIUM_PATH to a Chromium or Chrome binary."
exit 0
