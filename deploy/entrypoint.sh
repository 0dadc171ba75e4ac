#!/bin/sh
# Starts eip-native: in real time where the container may, else without. The kernel refuses to start a program with a
# capability that is out of reach, so that is tried first.
set -eu
bin=${EIP_NODE_BIN:-/usr/local/bin}
main=${EIP_MAIN:-/app/node_modules/@strokmatic/eip-native/dist/cli/main.js}
node=$bin/node-realtime
"$node" --version >/dev/null 2>&1 || node=$bin/node
exec "$node" "$main" "$@"
