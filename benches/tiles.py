"""What benches/tiles.sh needs of tiles: lists of addresses, and a look into single ones."""

import json
import math
import random
import sys
import time
import urllib.request

from client import ask, connect


def tile_of(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    across = 1 << zoom
    sine = math.sin(math.radians(latitude))
    north = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return int((longitude + 180) / 360 * across), int(north * across)


def extent(address: str) -> list[float]:
    with urllib.request.urlopen(f"{address}/api/collections/compounds") as answer:
        return json.load(answer)["extent"]["spatial"]["bbox"][0]


def tiles(box: list[float], zoom: int) -> list[tuple[int, int, int]]:
    west, south, east, north = box
    (left, top), (right, bottom) = tile_of(west, north, zoom), tile_of(east, south, zoom)
    return [(zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def lists(address: str, folder: str, per_zoom: int) -> None:
    """As many tiles of each zoom from 13 to 16, in one order, as both servers call them."""
    chance = random.Random(1)
    chosen = []
    for zoom in range(13, 17):
        chosen += chance.choices(tiles(extent(address), zoom), k=per_zoom)
    chance.shuffle(chosen)
    for layer in ("compounds", "violations"):
        for server, start in (("gumei", f"/api/tiles/{layer}"), ("martin", f"/{layer}")):
            with open(f"{folder}/{layer}.{server}", "w") as out:
                out.writelines(f"{start}/{z}/{x}/{y}\n" for z, x, y in chosen)


def varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at


def fields(data: bytes):
    """Numbers and contents of a protocol-buffer message."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            value, at = varint(data, at)
        else:
            length, at = (8, at) if key & 7 == 1 else (4, at) if key & 7 == 5 else varint(data, at)
            value, at = data[at : at + length], at + length
        yield key >> 3, value


def told(tile: bytes, name: str) -> int:
    """How many features of a layer a tile tells of: those in it, or the sum of their `count`."""
    total = 0
    for number, layer in fields(tile):
        if number != 3:
            continue
        parts = list(fields(layer))
        if dict(parts)[1] != name.encode():
            continue
        keys = [value for kind, value in parts if kind == 3]
        values = [dict(fields(value)) for kind, value in parts if kind == 4]
        for feature in (value for kind, value in parts if kind == 2):
            tags, at = [], 0
            packed = dict(fields(feature)).get(2, b"")
            while at < len(packed):
                tag, at = varint(packed, at)
                tags.append(tag)
            pairs = zip(tags[::2], tags[1::2])
            total += next((values[value][5] for key, value in pairs if keys[key] == b"count"), 1)
    return total


def look(address: str, layer: str, zooms: list[int]) -> None:
    """Every tile of a zoom, one after the other: time, size, and what is counted in them."""
    connection = connect(address)
    for zoom in zooms:
        times, sizes, total = [], [], 0
        for z, x, y in tiles(extent(address), zoom):
            began = time.perf_counter()
            status, body = ask(connection, "GET", f"/api/tiles/{layer}/{z}/{x}/{y}")
            times.append((time.perf_counter() - began) * 1000)
            if status not in (200, 204):
                sys.exit(f"{z}/{x}/{y}: {status}")
            sizes.append(len(body))
            total += told(body, layer)
        times.sort()
        print(f"{layer} z{zoom}: {len(times)} tiles, median {times[len(times) // 2]:.2f} ms, slowest {times[-1]:.1f} ms,"
              f" largest {max(sizes):,} bytes, {total:,} features told of")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["lists", address, folder, per_zoom]:
            lists(address.rstrip("/"), folder, int(per_zoom))
        case ["look", address, layer, *zooms]:
            look(address.rstrip("/"), layer, [int(zoom) for zoom in zooms])
        case _:
            sys.exit("tiles.py lists URL FOLDER PER_ZOOM | look URL LAYER ZOOM…")
