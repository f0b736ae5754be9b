#!/bin/sh
# The console's two script files, as package-lock.json pins them: by npm into dashboards/console/static, whence a wheel
# takes them. The console works without them, so that neither npm nor a network is needed to work on the rest.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
static=$here/../../dashboards/console/static
without() {
  echo "$1: the console goes without its scripts (lists load whole pages, charts are plain pictures)." >&2
  echo "To have them: install npm (Debian: apt install npm), then make scripts." >&2
  exit "${REQUIRED:-0}"
}
command -v npm >/dev/null || without "found no npm"
# --ignore-scripts: nothing of a package is run.
(cd "$here" && npm ci --ignore-scripts --no-audit --no-fund --silent) || without "npm could not bring htmx and ECharts"
cp "$here/node_modules/htmx.org/dist/htmx.min.js" "$here/node_modules/echarts/dist/echarts.common.min.js" "$static"
rm -rf "$here/node_modules"
echo "brought htmx and ECharts into dashboards/console/static"
