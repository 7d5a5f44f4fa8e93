#!/usr/bin/env bash
# The test of docs/getting-started.md sends logs with a real rsyslog. On Debian this fetches the distribution's packages when it
# is missing and unpacks them into a folder of their own: nothing is installed, and no daemon starts. Elsewhere it says
# what to do, and that test skips itself with the same message.
set -u
folder="$(cd "$(dirname "$0")/.." && pwd)/node_modules/.cache/countersign/rsyslog"
skip() {
  echo "The rsyslog part of docs/getting-started.md is skipped: $1"
  exit 0
}
works() {
  printf 'module(load="omelasticsearch")\naction(type="omfile" file="/dev/null")\n' >"$scratch/probe.conf"
  "$1" -N1 -f "$scratch/probe.conf" >/dev/null 2>&1
}

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
works rsyslogd && exit 0
works "$folder/bin/rsyslogd" && exit 0
{ [ -r /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; } \
  || skip "install rsyslog with its module omelasticsearch."

# Libraries that the machine has are not fetched. Nothing is changed, so there is no lock to take and no need of root.
fetch() {
  apt-get install -y -qq --download-only --reinstall --no-install-recommends -o "Dir::Cache::archives=$scratch" \
    -o Debug::NoLocking=1 -o APT::Sandbox::User= rsyslog rsyslog-elasticsearch >/dev/null 2>&1
}
fetch || { apt-get update -qq >/dev/null 2>&1 && fetch; } || skip "apt-get could not fetch rsyslog and rsyslog-elasticsearch."
mkdir -p "$folder/bin"
for package in "$scratch"/*.deb; do
  dpkg-deb --extract "$package" "$folder" || skip "a package could not be unpacked."
done
libraries="$(dirname "$(find "$folder/usr/lib" -type d -name rsyslog -path '*-linux-gnu*')")"
cat >"$folder/bin/rsyslogd" <<EOF
#!/bin/sh
LD_LIBRARY_PATH="$libraries" RSYSLOG_MODDIR="$libraries/rsyslog" exec "$folder/usr/sbin/rsyslogd" "\$@"
EOF
chmod +x "$folder/bin/rsyslogd"
works "$folder/bin/rsyslogd" || skip "the unpacked rsyslogd does not start."
