#!/bin/sh
# Start-up time and memory of the release server on the demonstration territory.
# Usage: benches/server.sh [path of the binary]
set -eu
cd "$(dirname "$0")/.."
binary=${1:-${CARGO_TARGET_DIR:-target}/release/gumei}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$binary" init --store "$work/gumei.gpkg"
for round in 1 2 3 4 5; do
    : >"$work/out"
    began=$(date +%s%N)
    "$binary" serve --store "$work/gumei.gpkg" --listen 127.0.0.1:0 >"$work/out" 2>/dev/null &
    server=$!
    until url=$(grep -o 'http://127[^ ]*' "$work/out"); do sleep 0.005; done
    curl -sf "${url}health/ready" >/dev/null
    ended=$(date +%s%N)
    memory=$(awk '/VmRSS/ { print $2 }' "/proc/$server/status")
    echo "round $round: ready after $(((ended - began) / 1000000)) ms, $((memory / 1024)) MB resident"
    kill "$server"
    wait "$server" 2>/dev/null || true
done
