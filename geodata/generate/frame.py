"""The territory's frame: sources, local metres, own random numbers, small geometry helpers."""
import json
import math
import random
from datetime import date, timedelta
from pathlib import Path

import shapely
from pyproj import Geod
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, shape
from shapely.ops import split, transform

CODE = "310112006"
AS_OF = date(2016, 9, 30)
YEAR_START = date(2016, 1, 1)
SOURCES = Path(__file__).resolve().parent.parent / "sources"
GRID = 1e-7

# Local metres: a tangent frame on the CGCS2000 / WGS 84 ellipsoid, good to 1e-4 over this territory.
# Only the construction uses it; every stated length and area is geodesic.
LON0, LAT0 = 121.388, 31.146
_A, _E2 = 6378137.0, 0.00669437999014
_W = math.sqrt(1 - _E2 * math.sin(math.radians(LAT0)) ** 2)
KX = math.radians(1) * _A / _W * math.cos(math.radians(LAT0))
KY = math.radians(1) * _A * (1 - _E2) / _W ** 3
GEOD = Geod(ellps="WGS84")


def rng(layer):
    """A layer's own random numbers: changing one layer never moves another."""
    return random.Random(f"gumei-2016:{layer}")


def metres(geometry):
    return transform(lambda x, y: ((x - LON0) * KX, (y - LAT0) * KY), geometry)


def degrees(geometry):
    """Back to longitude and latitude on the grid of seven decimals."""
    return transform(lambda x, y: (round(x / KX + LON0, 7), round(y / KY + LAT0, 7)), geometry)


def point_m(lon, lat):
    return Point((lon - LON0) * KX, (lat - LAT0) * KY)


def line_m(coordinates):
    return metres(LineString(coordinates))


def area_m2(geometry):
    return abs(GEOD.geometry_area_perimeter(geometry)[0])


def length_m(geometry):
    return GEOD.geometry_length(geometry)


def read(name):
    with open(SOURCES / name, encoding="utf-8") as file:
        return json.load(file)["features"]


def geometry_of(feature):
    return shape(feature["geometry"])


def outline():
    """OSM relation with the 平南 notch added and the two holes kept, in degrees."""
    for feature in read("gumei_boundary_osm.geojson"):
        if feature["properties"]["role"] == "full_inferred":
            return shapely.set_precision(geometry_of(feature), GRID)
    raise ValueError("gumei_boundary_osm.geojson has no full_inferred outline")


def polygons(geometry):
    if geometry.is_empty:
        return []
    if geometry.geom_type == "Polygon":
        return [geometry]
    return [part for part in getattr(geometry, "geoms", []) if part.geom_type == "Polygon" and part.area > 0]


def lines(geometry):
    if geometry.is_empty:
        return []
    if geometry.geom_type == "LineString":
        return [geometry]
    return [part for part in getattr(geometry, "geoms", []) if part.geom_type == "LineString"]


def largest(geometry):
    return max(polygons(geometry), key=lambda part: part.area, default=Polygon())


def long_axis(polygon):
    """Unit vector along the longer side of the smallest rectangle around the polygon."""
    box = polygon.minimum_rotated_rectangle
    ring = list(box.exterior.coords)
    sides = [(ring[i + 1][0] - ring[i][0], ring[i + 1][1] - ring[i][1]) for i in range(2)]
    dx, dy = max(sides, key=lambda side: math.hypot(*side))
    size = math.hypot(dx, dy)
    if dx < 0 or (dx == 0 and dy < 0):
        dx, dy = -dx, -dy
    return dx / size, dy / size


def cut(polygon, direction, offset, bend, random_numbers):
    """Cut across `direction` at `offset` along it with a slightly bent line: (below, above, line)."""
    ux, uy = direction
    vx, vy = -uy, ux
    across = [x * vx + y * vy for x, y in polygon.exterior.coords]
    low, high = min(across) - 5, max(across) + 5
    shift = random_numbers.uniform(-bend, bend) * (high - low)
    middle = (low + high) / 2 + random_numbers.uniform(-0.1, 0.1) * (high - low)
    spots = [(offset, low), (offset + shift, middle), (offset, high)]
    knife = LineString([(a * ux + b * vx, a * uy + b * vy) for a, b in spots])
    below, above = [], []
    for part in split(polygon, knife).geoms:
        inner = part.representative_point()
        along = inner.x * ux + inner.y * uy
        b = inner.x * vx + inner.y * vy
        bent = offset + shift * (1 - abs(b - middle) / ((high - middle) if b > middle else (middle - low)))
        (below if along < bent else above).append(part)
    return below, above, lines(knife.intersection(polygon))


def multi(geometry):
    parts = [shapely.geometry.polygon.orient(part) for part in polygons(geometry)]
    parts.sort(key=lambda part: part.bounds)
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def day(text):
    return date.fromisoformat(text)


def some_day(random_numbers, first, last):
    return first + timedelta(days=random_numbers.randrange((last - first).days + 1))


def later(random_numbers, start, shortest, longest):
    return start + timedelta(days=random_numbers.randint(shortest, longest))


def feature(ident, geometry, **properties):
    return {"id": ident, "geometry": geometry, "properties": properties}
