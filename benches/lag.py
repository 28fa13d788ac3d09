"""Lag of writes between two instances: from the answer of the first to being there on the second.

Usage: lag.py http://first/ http://second/ TOKEN WRITES
"""

import json
import sys
import time

from client import ITEMS, ask, connect, quantiles


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
    print(f"write answered after {quantiles(answers)}; then seen on the other after {quantiles(lags)}", end="; ")
    print(f"{writes} writes")


main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
