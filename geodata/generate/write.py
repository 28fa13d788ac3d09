"""GeoJSON (one feature a line) and CSV, always the same bytes for the same rows."""
import csv
import io
import json
from datetime import date

from shapely.geometry import mapping
from shapely.geometry.polygon import orient


def _geometry(shape):
    if shape.geom_type == "Polygon":
        shape = orient(shape)
    elif shape.geom_type == "MultiPolygon":
        shape = type(shape)([orient(part) for part in shape.geoms])

    def numbers(value):
        return round(value, 7) if isinstance(value, float) else [numbers(item) for item in value]

    plain = mapping(shape)
    return {"type": plain["type"], "coordinates": numbers(plain["coordinates"])}


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def geojson(features):
    lines = []
    for item in features:
        properties = {key: _plain(value) for key, value in item["properties"].items() if value is not None and value != []}
        row = {"type": "Feature", "id": item["id"], "geometry": _geometry(item["geometry"]), "properties": properties}
        lines.append(json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def table(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: "" if value is None else _plain(value) for key, value in row.items()})
    return text.getvalue()


def all_layers(layers, tables, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, features in layers.items():
        (folder / f"{name}.geojson").write_bytes(geojson(features).encode())
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_bytes(table(rows).encode())
