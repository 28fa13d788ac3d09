"""Lag of writes between two instances: from the answer of the first to being there on the second.

Usage: lag.py http://first/ http://second/ TOKEN WRITES
"""

import http.client
import json
import sys
import time
from urllib.parse import urlparse

ITEMS = "/api/collections/violations/items"


def connect(address: str) -> http.client.HTTPConnection:
    """A connection that is kept, without Nagle's wait."""
    connection = http.client.HTTPConnection(urlparse(address).netloc, timeout=120)
    connection.connect()
    return connection


def ask(connection, method, target, body=None, headers={}):
    connection.request(method, target, body, headers)
    response = connection.getresponse()
    return response.status, response.read()


def main(first: str, second: str, token: str, writes: int) -> None:
    writer, reader = connect(first), connect(second)
    _, page = ask(reader, "GET", f"{ITEMS}?limit=1")
    place = json.loads(page)["features"][0]["geometry"]
    headers = {"authorization": f"Bearer {token}", "content-type": "application/geo+json"}
    answers, lags = [], []
    for number in range(writes):
        id = f"lag-{time.time_ns()}"
        feature = {
            "type": "Feature",
            "id": id,
            "geometry": place,
            "properties": {
                "class": "building", "zone": "residential", "found_on": "2016-09-01",
                "found_by": "survey", "status": "found", "provenance": "synthetic",
                "source": "lag",
            },
        }
        began = time.perf_counter()
        status, answer = ask(writer, "POST", ITEMS, json.dumps(feature), headers)
        written = time.perf_counter()
        if status != 201:
            sys.exit(f"{status}: {answer.decode()}")
        while ask(reader, "GET", f"{ITEMS}/{id}")[0] != 200:
            time.sleep(0.001)
        lags.append(time.perf_counter() - written)
        answers.append(written - began)
        time.sleep(0.01)
    for name, values in [("write answered after", answers), ("then seen on the other after", lags)]:
        values.sort()
        p50, p99 = values[len(values) // 2], values[min(len(values) - 1, len(values) * 99 // 100)]
        print(f"{name} p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms", end="; ")
    print(f"{writes} writes")


main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
