#!/bin/sh
# The test city in PostGIS, measured: load against a bare COPY and against ogr2ogr in the same run,
# start-up and memory of an instance, lag of a write between two.
#
# Usage: benches/postgis.sh [path of the release binary]
# SCALE=subdistrict|district|city (city), ROUNDS of the load (3), WRITES for the lag (300), PARTS of
# it (load start lag).
#
# Needs: postgresql-15, postgresql-15-postgis-3, gdal-bin, python3; 12 GB in $TMPDIR for the city.
# Starts its own PostgreSQL on loopback, durable, as an ordinary user, and removes everything again.
set -eu
cd "$(dirname "$0")/.."
binary=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/release/gumei}")
scale=${SCALE:-city}
rounds=${ROUNDS:-3}
parts=" ${PARTS:-load start lag} "
. benches/postgres.sh
. benches/serving.sh
now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{ printf "%.1f", $1 - $2 }'; }
median() { sort -n | awk '{ a[NR] = $1 } END { if (NR) print a[int((NR + 1) / 2)] }'; }
load() { cut -d' ' -f1 /proc/loadavg; }

echo "$(query -d postgres -c 'select version()' | cut -d, -f1), $(nproc) cores, $(date +%F), scale $scale"
echo "settings: $settings"
began=$(now)
"$binary" bench-data --scale "$scale" --store "$work/city.gpkg" 2>/dev/null
echo "GeoPackage made in $(since "$began") s, $(du -m "$work/city.gpkg" | cut -f1) MB"

# The same rows as files of binary COPY, and tables of the same columns without anything else.
fresh gumei
"$binary" bench-data --scale "$scale" --store "$url/gumei" >/dev/null 2>&1
mkdir "$work/rows"
layers=$(query -d gumei -c "select string_agg(table_name, ' ' order by rank) from information_schema.columns join catalogue_layers
    on layer = table_name where column_name = 'fid' and table_schema = 'public'")
for layer in $layers; do
    query -d gumei -c "\\copy (select * from $layer order by fid) to '$work/rows/$layer' (format binary)"
    query -d gumei -c "select format('create table %I (%s);', '$layer', string_agg(
        format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' order by attnum))
        from pg_attribute where attrelid = '$layer'::regclass and attnum > 0" >>"$work/bare.sql"
done
: >"$work/index.sql"
for layer in $(query -d gumei -c "select f_table_name from geometry_columns"); do
    echo "create index on $layer using gist (geometry);" >>"$work/index.sql"
done
# What our tables have besides: checks, keys, references. By hand, in the order that is quickest.
query -d gumei -c "select format('alter table %I add %s;', relname, pg_get_constraintdef(c.oid))
    from pg_constraint c join pg_class r on r.oid = conrelid
    where relname in ('$(echo "$layers" | sed "s/ /', '/g")') and contype in ('p', 'u', 'f', 'c')
    order by position(contype in 'cpuf'), conname" >"$work/keys.sql"

echo
[ "${parts#* load }" = "$parts" ] && rounds_of_load=0 || rounds_of_load=$rounds
echo "round | bare COPY | + GiST | + checks, keys, references | gumei | its rows and GiST | ogr2ogr | load of the machine before"
for round in $(seq "$rounds_of_load"); do
    before=$(load)
    fresh bare
    query -d bare -f "$work/bare.sql"
    began=$(now)
    for layer in $layers; do
        query -d bare -c "\\copy $layer from '$work/rows/$layer' (format binary)"
    done
    copied=$(since "$began")
    query -d bare -f "$work/index.sql"
    bare=$(since "$began")
    # The code lists and whatever else the references lead to.
    $programs/pg_dump -d gumei -t 'code_*' | $programs/psql -X -q -d bare >/dev/null
    began_keys=$(now)
    query -d bare -f "$work/keys.sql"
    keyed=$(echo "$bare $(since "$began_keys")" | awk '{ print $1 + $2 }')
    query -d postgres -c 'drop database bare'
    fresh gumei
    began=$(now)
    GUMEI_LOG=gumei::store::postgis=debug "$binary" bench-data --scale "$scale" --store "$url/gumei" >/dev/null 2>"$work/ours.log"
    ours=$(since "$began")
    # Of that, until all rows and all spatial indexes were there: what bare is.
    last=$(sed 's/\x1b\[[0-9;]*m//g' "$work/ours.log" | grep -E 'after [0-9.]+ s: (rows of|.* USING gist)' | tail -n 1)
    alike=$(echo "$(date -d "${last%% *}" +%s.%N) $began" | awk '{ printf "%.1f", $1 - $2 }')
    fresh ogr
    began=$(now)
    ogr2ogr -f PostgreSQL "PG:dbname=ogr" "$work/city.gpkg" $layers --config PG_USE_COPY YES -lco LAUNDER=NO -unsetDefault \
        -lco GEOMETRY_NAME=geometry 2>"$work/ogr.log" || { head -n 5 "$work/ogr.log" >&2; exit 1; }
    other=$(since "$began")
    query -d postgres -c 'drop database ogr'
    echo "$round | $copied | $bare | $keyed | $ours | $alike | $other | $before"
    echo "$copied" >>"$work/copied"; echo "$bare" >>"$work/bare"; echo "$keyed" >>"$work/keyed"
    echo "$ours" >>"$work/ours"; echo "$other" >>"$work/other"
    echo "$alike" >>"$work/alike"
    echo "$alike $bare" | awk '{ print $1 / $2 }' >>"$work/alike_ratio"
    echo "$ours $bare" | awk '{ print $1 / $2 }' >>"$work/ratio"
    echo "$ours $keyed" | awk '{ print $1 / $2 }' >>"$work/keyed_ratio"
    echo "$other $bare" | awk '{ print $1 / $2 }' >>"$work/other_ratio"
done
if [ "$rounds_of_load" -gt 0 ]; then
    for column in copied bare keyed ours alike other; do median <"$work/$column"; done | paste -s -d'|' | sed 's/^/median | /; s/|/ | /g; s/  / /'
    echo "gumei / bare: $(median <"$work/ratio"), its rows and spatial indexes / bare: $(median <"$work/alike_ratio"), gumei / bare with keys: $(median <"$work/keyed_ratio")," \
        "ogr2ogr / bare: $(median <"$work/other_ratio") (medians of the rounds' ratios)"
fi

memory() { awk -v key="$2:" '$1 == key { printf "%d", $2 / 1024 }' "/proc/$1/status"; }
echo
[ "${parts#* start }" = "$parts" ] && rounds_of_start=0 || rounds_of_start=$rounds
for store in "$url/gumei" "$work/city.gpkg"; do
    for round in $(seq "$rounds_of_start"); do
        began=$(now)
        serve "$store" --no-snapshot
        echo "start from ${store%%:*}: ready after $(since "$began") s," \
            "$(memory "$server" VmRSS) MB resident, $(memory "$server" VmHWM) MB at most, load $(load)"
        finish "$server"
    done
done | sed "s|start from $work/city.gpkg|start from GeoPackage|; s|start from postgres|start from PostGIS|"

echo
lag() {
    token=$("$binary" token create bench --store "$1")
    serve "$1" --no-snapshot; first=$address; one=$server
    serve "$1" --no-snapshot; second=$address; two=$server
    python3 benches/lag.py "$first" "$second" "$token" "$2"
    echo "two instances after it: $(memory "$one" VmRSS) and $(memory "$two" VmRSS) MB resident"
    finish "$one"
    finish "$two"
}
[ "${parts#* lag }" = "$parts" ] && exit
if [ "$scale" != subdistrict ]; then
    fresh small
    "$binary" bench-data --scale subdistrict --store "$url/small" >/dev/null 2>&1
    echo "lag, subdistrict: $(lag "$url/small" "${WRITES:-300}")"
fi
echo "lag, $scale: $(lag "$url/gumei" "${WRITES:-300}")"
