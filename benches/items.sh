#!/bin/sh
# Items of the test city beside TiPg's from the same PostGIS, in one run, the load generator on the
# same cores; gumei's twice, with and without answers that it keeps.
#
# Usage: benches/items.sh [path of the release binary]
# SCALE=subdistrict|district|city (city), SECONDS_EACH of a measurement (8), CONNECTIONS (32).
#
# Needs: what benches/postgres.sh needs, python3-venv.
set -eu
cd "$(dirname "$0")/.."
binary=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/release/gumei}")
. benches/peers/python
load=${LOAD:-$(cargo bench --locked --bench load --no-run --message-format=json 2>/dev/null |
    python3 -c 'import json, sys
print(*(m["executable"] for m in map(json.loads, sys.stdin) if m.get("executable") and m["target"]["name"] == "load"))')}
. benches/postgres.sh
fresh city
"$binary" bench-data --scale "${SCALE:-city}" --store "$url/city" >/dev/null 2>&1
query -d city -c 'vacuum analyze'
echo "$(nproc) cores, $(date +%F), scale ${SCALE:-city}, load $(cut -d' ' -f1 /proc/loadavg)"

# Starts gumei with answers kept up to $1 MB; sets `address` and `gumei`.
serve() {
    : >"$work/out"
    "$binary" serve --store "$url/city" --answer-cache "$1" --listen 127.0.0.1:0 >"$work/out" 2>"$work/serve.log" &
    gumei=$!
    servers="$servers $gumei"
    until address=$(grep -o 'http://127[^ /]*' "$work/out"); do
        kill -0 "$gumei"
        sleep 0.05
    done
}
tipg=127.0.0.1:$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
DATABASE_URL=postgresql://gumei@127.0.0.1:$port/city TIPG_MAX_FEATURES_PER_QUERY=20000 \
    "$peers/venv/bin/uvicorn" tipg.main:app --host 127.0.0.1 --port "${tipg#*:}" --workers "$(nproc)" --log-level warning >"$work/tipg.log" 2>&1 &
servers="$servers $!"
until curl -sf "http://$tipg/collections/public.compounds" >/dev/null; do
    kill -0 $!
    sleep 0.2
done
questions="bbox page filter item all"
# $1 server, $2 its HOST:PORT, $3 a word on it
ask() {
    for question in $questions; do
        connections=${CONNECTIONS:-32}
        [ "$question" = all ] && connections=1
        "$load" "$2" "$work/$question.$1" "$connections" 2 >/dev/null
        echo "$question, $connections connections, $1$3: $("$load" "$2" "$work/$question.$1" "$connections" "${SECONDS_EACH:-8}")"
    done
}
serve 0
python3 benches/items.py "$address" "$work"
ask tipg "$tipg" ""
ask gumei "${address#http://}" ", each answer made anew"
kill "$gumei"
wait "$gumei" || true
serve 128
ask gumei "${address#http://}" ", answers kept (128 MB)"
