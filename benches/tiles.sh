#!/bin/sh
# Tiles of the test city beside Martin's from the same PostGIS, in one run: the same addresses in the
# same order, one server after the other, the load generator on the same cores.
#
# Usage: benches/tiles.sh [path of the release binary]
# SCALE=subdistrict|district|city (city), ROUNDS (3), SECONDS_EACH of a measurement (8), PER_ZOOM tiles (400),
# PARTS of it (beside far curve), DATABASE with the territory in it already (makes one).
#
# Needs: what benches/postgres.sh does, and Martin by benches/peers/martin (MARTIN=path of it).
# "No cache": `--cache-size 0` of Martin, `--tile-cache 0 --answer-cache 0` of gumei; PostgreSQL has all in its buffers.
set -eu
cd "$(dirname "$0")/.."
binary=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/release/gumei}")
martin=${MARTIN:-$(benches/peers/martin)}
. benches/serving.sh
load=${LOAD:-$(load_generator)}
scale=${SCALE:-city}
rounds=${ROUNDS:-3}
seconds=${SECONDS_EACH:-8}
parts=" ${PARTS:-beside far curve} "
if [ -n "${DATABASE:-}" ]; then
    work=$(mktemp -d)
    servers=
    trap 'for server in $servers; do kill "$server" 2>/dev/null || true; done; rm -rf "$work"' EXIT
    trap 'exit 1' INT TERM
    store=$DATABASE
else
    . benches/postgres.sh
    fresh city
    store=$url/city
    "$binary" bench-data --scale "$scale" --store "$store" >/dev/null 2>&1
fi
echo "$(nproc) cores, $(date +%F), scale $scale, $("$martin" --version), load $(cut -d' ' -f1 /proc/loadavg)"

# Starts gumei on the store $1 with caches of $2 MB, and lists what to ask of it.
begin() {
    serve "$1" --tile-cache "$2" --answer-cache "$2"
    # The write-ahead of start-up is over, and everything is prepared.
    python3 benches/tiles.py lists "$address" "$work" "${PER_ZOOM:-400}"
}
# Starts Martin with the cache $1; sets `peer` and `server`.
serve_martin() {
    peer=127.0.0.1:$(free_port)
    "$martin" --listen-addresses "$peer" --cache-size "$1" --workers "$(nproc)" "$store" >"$work/martin.log" 2>&1 &
    server=$!
    servers="$servers $server"
    until curl -sf "http://$peer/catalog" >/dev/null; do
        kill -0 "$server"
        sleep 0.1
    done
}
# $1 server, $2 its HOST:PORT, $3 layer, seconds, connections
run() {
    "$load" "$2" "$work/$3.$1" "${5:-32}" "$4"
}
# Both in turn on layer $1; $2 says what it is.
beside() {
    run gumei "$(host)" "$1" 3 >/dev/null
    run martin "$peer" "$1" 3 >/dev/null
    : >"$work/ratios"
    for round in $(seq "$rounds"); do
        theirs=$(run martin "$peer" "$1" "$seconds")
        ours=$(run gumei "$(host)" "$1" "$seconds")
        echo "$1, $2, round $round: martin $theirs"
        echo "$1, $2, round $round: gumei  $ours"
        echo "${ours%%/s*} ${theirs%%/s*}" | awk '{ print $1 / $2 }' >>"$work/ratios"
    done
    echo "$1, $2: gumei / martin $(sort -n "$work/ratios" | awk '{ a[NR] = $1 } END { printf "%.2f", a[int((NR + 1) / 2)] }') (median of $rounds)"
}

if [ "${parts#* beside }" != "$parts" ]; then
    begin "$store" 0
    one=$server
    serve_martin 0
    beside compounds 'no cache'
    beside violations 'no cache'
    finish "$server"
    finish "$one"
    begin "$store" 128
    one=$server
    serve_martin 512
    beside compounds 'from the cache'
    finish "$server"
    finish "$one"
fi
if [ "${parts#* far }" != "$parts" ]; then
    begin "$store" 0
    python3 benches/tiles.py look "$address" violations 10 10 12 14
    python3 benches/tiles.py look "$address" compounds 10 10 12 14
    finish "$server"
fi
if [ "${parts#* curve }" != "$parts" ]; then
    for size in subdistrict district city; do
        file=${FILES:-$work}/$size.gpkg
        [ -e "$file" ] || "$binary" bench-data --scale "$size" --store "$file" >/dev/null 2>&1
        begin "$file" 0
        for layer in compounds violations; do
            run gumei "$(host)" "$layer" 2 1 >/dev/null
            echo "$size, $layer, one connection: $(run gumei "$(host)" "$layer" 4 1)"
        done
        finish "$server"
    done
fi
