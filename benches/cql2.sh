#!/bin/sh
# CQL2 filters in memory and the same filters in PostGIS, in one run: `benches/cql2.rs` beside a
# PostgreSQL that holds the same city.
#
# Usage: benches/cql2.sh [path of the release binary]
# SCALE=subdistrict|district|city (city).
#
# Needs: cargo, postgresql-15, postgresql-15-postgis-3, python3; 8 GB in $TMPDIR for the city.
set -eu
cd "$(dirname "$0")/.."
binary=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/release/gumei}")
scale=${SCALE:-city}
. benches/postgres.sh
echo "$(query -d postgres -c 'select version()' | cut -d, -f1), $(nproc) cores, $(date +%F), scale $scale"
echo "settings: $settings"
fresh city
"$binary" bench-data --scale "$scale" --store "$url/city" >/dev/null 2>&1
query -d city -c 'vacuum analyze'
GUMEI_BENCH_SCALE=$scale GUMEI_BENCH_POSTGIS=$url/city cargo bench --locked --bench cql2
