#!/usr/bin/env bash
# The test of the decision point asks it through a real nginx. On Debian this fetches the distribution's package when nginx is
# missing and unpacks it into a folder of its own: nothing is installed, and no daemon starts. Elsewhere it says what to do,
# and that test skips itself with the same message.
set -u
folder="$(cd "$(dirname "$0")/.." && pwd)/node_modules/.cache/countersign/nginx"
skip() {
  echo "The decision point is not tested behind nginx: $1"
  exit 0
}
works() { "$1" -V 2>&1 | grep -q http_auth_request_module; }

works nginx && exit 0
works "$folder/usr/sbin/nginx" && exit 0
{ [ -r /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; } \
  || skip "install nginx with its module http_auth_request."
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

# Libraries that the machine has are not fetched. Nothing is changed, so there is no lock to take and no need of root.
fetch() {
  apt-get install -y -qq --download-only --reinstall --no-install-recommends -o "Dir::Cache::archives=$scratch" \
    -o Debug::NoLocking=1 -o APT::Sandbox::User= nginx >/dev/null 2>&1
}
fetch || { apt-get update -qq >/dev/null 2>&1 && fetch; } || skip "apt-get could not fetch nginx."
mkdir -p "$folder"
for package in "$scratch"/*.deb; do
  dpkg-deb --extract "$package" "$folder" || skip "a package could not be unpacked."
done
works "$folder/usr/sbin/nginx" || skip "the unpacked nginx does not start."
