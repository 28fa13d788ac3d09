#!/bin/sh
# The release server on the test city: a start from the store and one from the snapshot file, memory, and how
# soon a write is visible while 32 readers run.
# Usage: benches/city.sh [path of the binary]; SCALE=subdistrict|district|city, WRITES=300, READERS=32
set -eu
cd "$(dirname "$0")/.."
binary=${1:-${CARGO_TARGET_DIR:-target}/release/gumei}
scale=${SCALE:-city}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
"$binary" bench-data --scale "$scale" --store "$work/city.gpkg" >/dev/null 2>&1
token=$("$binary" token create bench --store "$work/city.gpkg")
memory() { awk -v key="$1:" '$1 == key { printf "%d", $2 / 1024 }' "/proc/$server/status"; }
# The log says what was read and written, and how long that took.
told() { sed 's/\x1b\[[0-9;]*m//g' "$work/log" | grep -o "$1.*" || true; }
start() {
    : >"$work/out"
    began=$(date +%s%N)
    GUMEI_LOG=info "$binary" serve --store "$work/city.gpkg" --listen 127.0.0.1:0 >"$work/out" 2>"$work/log" &
    server=$!
    until url=$(grep -o 'http://127[^ ]*' "$work/out"); do
        kill -0 "$server"
        sleep 0.02
    done
    echo "$scale, $1: ready after $((($(date +%s%N) - began) / 1000000)) ms," \
        "$(memory VmRSS) MB resident, $(memory VmHWM) MB at most"
}
start "from the store"
until [ -n "$(told 'wrote the snapshot file')" ]; do
    kill -0 "$server"
    sleep 0.2
done
told 'wrote the snapshot file'
kill "$server"
wait "$server"
start "from the snapshot file"
told 'read the snapshot file'
python3 benches/writes.py "$url" "$token" "${WRITES:-300}" 0
python3 benches/writes.py "$url" "$token" "${WRITES:-300}" "${READERS:-32}"
echo "after it: $(memory VmRSS) MB resident"
