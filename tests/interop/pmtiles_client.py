"""Reads an archive of `gumei export` with the format's own Python reader and another's tile decoder:
every zoom tells of as many points as the service lists."""

import gzip
import json
import os
import sys
import urllib.request

import mapbox_vector_tile
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression, TileType


def count(layer: str) -> int:
    with urllib.request.urlopen(f"{os.environ['GUMEI_URL']}/api/collections/{layer}") as answer:
        return json.load(answer)["count"]


with open(sys.argv[1], "rb") as file:
    source = MmapSource(file)
    reader = Reader(source)
    header, metadata = reader.header(), reader.metadata()
    assert header["tile_type"] == TileType.MVT and header["tile_compression"] == Compression.GZIP, header
    assert header["clustered"], header
    told: dict[tuple[str, int], int] = {}
    tiles = 0
    for (zoom, _, _), data in all_tiles(source):
        tiles += 1
        for name, layer in mapbox_vector_tile.decode(gzip.decompress(data)).items():
            for feature in layer["features"]:
                if feature["geometry"]["type"] in ("Point", "MultiPoint"):
                    told[name, zoom] = told.get((name, zoom), 0) + feature["properties"].get("count", 1)
    assert tiles == header["addressed_tiles_count"], (tiles, header)
    assert header["tile_contents_count"] <= tiles
    ids = {layer["id"] for layer in metadata["vector_layers"]}
    assert {name for name, _ in told} <= ids, ids
    for layer in ("cases", "incidents", "civic_facilities"):
        for zoom in range(header["min_zoom"], header["max_zoom"] + 1):
            assert told[layer, zoom] == count(layer), (layer, zoom, told[layer, zoom])
    print(f"{tiles} tiles, {header['tile_contents_count']} different, {len(ids)} layers: {metadata['attribution']}")
