# Sourced by the benchmarks beside it: a PostgreSQL of their own on loopback, durable, as an ordinary
# user, with a folder `$work`; all of it is removed at the end. Gives `$url`, `query` and `fresh NAME`.
# Needs: postgresql-15, postgresql-15-postgis-3, python3.
programs=/usr/lib/postgresql/15/bin
work=$(mktemp -d "${TMPDIR:-/tmp}/gumei-bench-XXXXXX")
chmod 711 "$work"
mkdir "$work/pg"
as_user=
if [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root.
    chown postgres "$work/pg"
    as_user="runuser -u postgres --"
fi
servers=
stop() {
    for server in $servers; do kill "$server" 2>/dev/null || true; done
    $as_user $programs/pg_ctl -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# Texts are sorted as bytes (C), letters are known (C.UTF-8).
(cd / && $as_user $programs/initdb --username=gumei --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C \
    --auth=trust -D "$work/pg/data" >"$work/initdb.log")
# All that makes commits durable is on, as it is by default.
settings="-c shared_buffers=2GB -c effective_cache_size=6GB -c max_wal_size=4GB -c checkpoint_timeout=30min"
(cd / && $as_user $programs/pg_ctl -w -D "$work/pg/data" -l "$work/pg/log" \
    -o "-p $port -k $work/pg -c listen_addresses=127.0.0.1 $settings" start >/dev/null)
export PGHOST=127.0.0.1 PGPORT="$port" PGUSER=gumei
url=postgres://gumei@127.0.0.1:$port
query() { $programs/psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }
fresh() {
    query -d postgres -c "set client_min_messages = warning" -c "drop database if exists $1" -c "create database $1"
    query -d "$1" -c 'create extension postgis'
    # Every run begins with a written cache and an empty log.
    query -d "$1" -c checkpoint
}
