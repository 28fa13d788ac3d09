"""Writes lists of addresses for benches/items.sh: the same questions for gumei and for TiPg.

items.py http://gumei folder
"""

import json
import random
import sys
import urllib.parse
import urllib.request

address, folder = sys.argv[1:]
chance = random.Random(1)
LISTED = 2_000


def get(path: str):
    with urllib.request.urlopen(address + path) as answer:
        return json.load(answer)


listed = get("/api/collections/compounds/items?limit=10000&skipGeometry=true&properties=")["features"]
ids = [feature["id"] for feature in listed]
west, south, east, north = get("/api/collections/compounds")["extent"]["spatial"]["bbox"][0]


def write(name: str, ours: list[str], theirs: list[str]) -> None:
    for server, targets in (("gumei", ours), ("tipg", theirs)):
        with open(f"{folder}/{name}.{server}", "w") as out:
            out.writelines(f"{target}\n" for target in targets)


def boxes(width: float) -> list[list[float]]:
    found = []
    for _ in range(LISTED):
        x, y = chance.uniform(west, east - width), chance.uniform(south, north - width)
        found.append([round(number, 6) for number in (x, y, x + width, y + width)])
    return found


ours, theirs = "/api/collections/compounds/items", "/collections/public.compounds/items"
# About ten compounds: 13,000 in the whole.
width = ((east - west) * (north - south) * 10 / 13_000) ** 0.5
some = [",".join(map(str, box)) for box in boxes(width * 0.8)]
write(
    "bbox",
    [f"{ours}?bbox={box}&limit=10&f=json" for box in some],
    [f"{theirs}?bbox={box}&limit=10&f=geojson" for box in some],
)
write("page", [f"{ours}?limit=1000&f=json"], [f"{theirs}?limit=1000&f=geojson"])
# TiPg finds features by the primary key, which counts them from 1.
chosen = [chance.randrange(len(ids)) for _ in range(LISTED)]
write("item", [f"{ours}/{ids[at]}?f=json" for at in chosen], [f"{theirs}/{at + 1}?f=geojson" for at in chosen])
# About a thousand events in a hexagon: 5 million in the whole.
size = ((east - west) * (north - south) * 1_000 / 5_000_000) ** 0.5
hexagons = []
for x0, y0, _, _ in boxes(size):
    corners = [(0.25, 0), (0.75, 0), (1, 0.5), (0.75, 1), (0.25, 1), (0, 0.5), (0.25, 0)]
    ring = ", ".join(f"{x0 + size * x:.6f} {y0 + size * y:.6f}" for x, y in corners)
    hexagons.append(urllib.parse.quote(f"S_INTERSECTS(geometry, POLYGON(({ring})))"))
events = "/api/collections/violations/items"
write(
    "filter",
    [f"{events}?filter={text}&limit=2000&f=json" for text in hexagons],
    [f"/collections/public.violations/items?filter={text}&filter-lang=cql2-text&limit=2000&f=geojson" for text in hexagons],
)
write("all", ["/api/export/compounds"], [f"{theirs}?limit=13000&f=geojson"])
