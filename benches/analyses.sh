#!/bin/sh
# Analyses at the scale of a city beside GeoPandas, SedonaDB and PostGIS: the same data, the same
# machine, one run. The results must be the same, or it fails.
#
# Usage: benches/analyses.sh
# Needs: what benches/postgres.sh needs, python3-venv; 6 GB in $TMPDIR; 8 GB of memory.
set -eu
cd "$(dirname "$0")/.."
. benches/peers/python
target=${CARGO_TARGET_DIR:-target}
cargo build --release --locked --quiet
cargo bench --locked --quiet --no-run --bench analyses
. benches/postgres.sh
echo "$(nproc) cores, $(date +%F), load $(cut -d' ' -f1 /proc/loadavg)"
"$target/release/gumei" bench-data --scale city --store "$work/city.gpkg" >/dev/null 2>&1
fresh city
"$target/release/gumei" bench-data --scale city --store "$url/city" >/dev/null 2>&1
query -d city -c 'vacuum analyze'
cargo bench --locked --quiet --bench analyses -- "$work/city.gpkg" >"$work/ours.json" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
"$python" benches/peers/analyses.py "$work/city.gpkg" "$work/ours.json" "$url/city"
