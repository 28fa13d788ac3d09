"""How soon a write can be read, while others read.

A write is answered when the next request sees it, so its time is that of the answer; that it is so is
checked each time. Readers ask for one event by its id, one after the other, each on its own connection; three
seconds alone, then beside the writes.

Usage: writes.py http://server/ TOKEN WRITES READERS
"""

import json
import sys
import threading
import time

from client import ITEMS, ask, connect, quantiles


def read(address: str, ids: list[str], stop: threading.Event, times: list[tuple[float, float]]) -> None:
    connection = connect(address)
    while not stop.is_set():
        for id in ids:
            began = time.perf_counter()
            status, _ = ask(connection, "GET", f"{ITEMS}/{id}")
            times.append((began, time.perf_counter() - began))
            if status != 200:
                sys.exit(f"{id}: {status}")
            if stop.wait(0.02):
                return


def main(address: str, token: str, writes: int, readers: int) -> None:
    writer = connect(address)
    _, page = ask(writer, "GET", f"{ITEMS}?limit=1000")
    ids = [feature["id"] for feature in json.loads(page)["features"]]
    headers = {"authorization": f"Bearer {token}", "content-type": "application/merge-patch+json"}
    stop, reads = threading.Event(), []
    threads = [
        threading.Thread(target=read, args=(address, ids[number::readers], stop, reads))
        for number in range(readers)
    ]
    for thread in threads:
        thread.start()
    if readers:
        time.sleep(3)
    begun, answers = time.perf_counter(), []
    for number in range(writes):
        target = f"{ITEMS}/{ids[number * 7 % len(ids)]}"
        wanted = f"written {time.time_ns()}"
        body = json.dumps({"properties": {"address": wanted}})
        began = time.perf_counter()
        status, answer = ask(writer, "PATCH", target, body, headers)
        answers.append(time.perf_counter() - began)
        if status not in (200, 204):
            sys.exit(f"{status}: {answer.decode()}")
        _, feature = ask(writer, "GET", target)
        if json.loads(feature)["properties"]["address"] != wanted:
            sys.exit(f"{target} is not what was written")
        time.sleep(0.005)
    stop.set()
    for thread in threads:
        thread.join()
    print(f"{writes} writes, {readers} readers: visible after {quantiles(answers)}", end="")
    alone = [took for at, took in reads if at + took < begun]
    beside = [took for at, took in reads if at >= begun]
    print(f"; {len(beside)} reads {quantiles(beside)}, {len(alone)} alone {quantiles(alone)}" if reads else "")


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
