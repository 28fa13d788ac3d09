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
. benches/serving.sh
load=${LOAD:-$(load_generator)}
. benches/postgres.sh
fresh city
"$binary" bench-data --scale "${SCALE:-city}" --store "$url/city" >/dev/null 2>&1
query -d city -c 'vacuum analyze'
echo "$(nproc) cores, $(date +%F), scale ${SCALE:-city}, load $(cut -d' ' -f1 /proc/loadavg)"

tipg=127.0.0.1:$(free_port)
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
serve "$url/city" --answer-cache 0
python3 benches/items.py "http://$(host)" "$work"
ask tipg "$tipg" ""
ask gumei "$(host)" ", each answer made anew"
finish "$server"
serve "$url/city" --answer-cache 128
ask gumei "$(host)" ", answers kept (128 MB)"
