#!/bin/sh
# Make the secrets that compose.yaml reads, in deploy/secrets; those that are there stay as they are.
# The folder is for its owner only. The files are readable, because each container reads its own as another user.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p secrets

make() {
  [ -e "secrets/$1" ] || head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"secrets/$1"
  chmod 0444 "secrets/$1"
}

for name in \
  deployment.key \
  archive.token \
  clickhouse.admin \
  clickhouse.liangpai \
  clickhouse.supervision \
  clickhouse.figures \
  grafana.admin; do
  make "$name"
done
echo "secrets are in $(pwd)/secrets; keep a copy of deployment.key in a safe"
