#!/bin/sh
# Resolve every dependency anew in an environment of its own and rewrite constraints.txt.
# Only names and versions are written: no address of a registry, and not the project itself.
set -eu
cd "$(dirname "$0")/.."
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/venv"
"$room/venv/bin/python" -m pip install --quiet --upgrade 'pip>=25.1'
"$room/venv/bin/python" -m pip install --quiet '.[chdb]' --group dev
"$room/venv/bin/python" -m pip freeze --exclude liangpai >"$room/constraints.txt"
if grep -nE '@|://|^-' "$room/constraints.txt"; then
  echo "constraints must be plain NAME==VERSION lines; the ones above are not" >&2
  exit 1
fi
diff constraints.txt "$room/constraints.txt" || true
cp "$room/constraints.txt" constraints.txt
echo "constraints.txt now pins $(wc -l <constraints.txt) packages; run make test"
