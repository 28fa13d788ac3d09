# Sourced by benchmarks that ask a server over HTTP, with `$binary`, `$work` and `$servers` set: `serve STORE [ARGUMENT…]`
# starts gumei and sets `address` and `server`; `finish SERVER` ends it, in order if it does so within 5 s.
serve() {
    : >"$work/out"
    "$binary" serve --store "$@" --listen 127.0.0.1:0 >"$work/out" 2>"$work/serve.log" &
    server=$!
    servers="$servers $server"
    until address=$(grep -o 'http://127[^ ]*' "$work/out"); do
        kill -0 "$server"
        sleep 0.02
    done
}
finish() {
    kill "$1"
    for _ in $(seq 50); do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    kill -9 "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}
# HOST:PORT of `address`.
host() { echo "${address#http://}" | tr -d /; }
# A port that is free now.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
# The path of the load generator, built when it is not.
load_generator() {
    cargo bench --locked --bench load --no-run --message-format=json 2>/dev/null | python3 -c 'import json, sys
print(*(m["executable"] for m in map(json.loads, sys.stdin) if m.get("executable") and m["target"]["name"] == "load"))'
}
