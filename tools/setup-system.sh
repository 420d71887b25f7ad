#!/bin/sh
# Installs the Debian packages of packages.txt; does nothing, quickly, when they are all there. The word osworld also
# installs what only OSWorld's own tasks need, the word train what training screens are drawn with,
# the word train-apps that and the programs they are taken of.
set -eu

list=$(dirname "$0")/../packages.txt
case "${1-}" in
  osworld) skip='/^# train:/,$d' ;;
  train) skip='/^# osworld:/,/^# train:/d; /^# train-apps:/,$d' ;;
  train-apps) skip='/^# osworld:/,/^# train:/d' ;;
  *) skip='/^# osworld:/,$d' ;;
esac
wanted=$(sed "$skip; s/#.*//" "$list")

if ! command -v dpkg-query >/dev/null; then
  echo "This is not a Debian system. Install what these Debian packages bring:" $wanted >&2
  exit 1
fi

missing=
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p')
for package in $wanted; do
  printf '%s\n' "$installed" | grep -qx "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root="sudo -n"
else
  echo "These Debian packages are missing:$missing" >&2
  echo "Install them with: sudo apt-get install --no-install-recommends$missing" >&2
  exit 1
fi

echo "Installing:$missing"
install="$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends"
# The package index may be missing or old: then fetch it and try once more.
$install $missing >/dev/null 2>&1 || { $as_root apt-get update -q && $install $missing; }
