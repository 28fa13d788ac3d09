"""Named streets and rivers, and the walking network made of them."""
import shapely
from shapely.geometry import LineString, MultiLineString, Point, box
from shapely.ops import linemerge, unary_union

from .frame import GRID, degrees, feature, geometry_of, line_m, lines, metres, read

BBOX = (121.366, 31.1235, 121.412, 31.171)
INFERRED = "由OSM边界、桥梁与轨道顶点推断"
HINTED = "合成:按地址门牌与片区草图推定走向"

# name, class, coordinates. Class decides the width kept free of compounds.
SYNTHETIC_STREETS = [
    ("龙茗路", "secondary", [(121.38535, 31.1271), (121.3848, 31.1300), (121.3834, 31.1356), (121.38218, 31.14085),
                          (121.3808, 31.1465), (121.3797, 31.1522), (121.3786, 31.1562), (121.3779, 31.15915), (121.3772, 31.1622)]),
    ("万源路", "secondary", [(121.3855, 31.1631), (121.38622, 31.16035), (121.3872, 31.1570), (121.38805, 31.15335),
                          (121.3893, 31.1487), (121.3902, 31.1458), (121.39085, 31.14325)]),
    ("莲花路", "secondary", [(121.3890, 31.1641), (121.389942, 31.161485), (121.39237, 31.154517), (121.395267, 31.145822),
                          (121.396608, 31.141919), (121.398389, 31.138255), (121.3985, 31.1340)]),
    ("古美路", "secondary", [(121.3938, 31.1653), (121.39455, 31.16275), (121.39575, 31.1590), (121.39688, 31.1559),
                          (121.3981, 31.1520), (121.39955, 31.14745), (121.4007, 31.1439), (121.4019, 31.14115), (121.4028, 31.1390)]),
    ("东兰路", "secondary", [(121.3707, 31.1557), (121.37425, 31.15595), (121.3786, 31.1562), (121.38334, 31.15645), (121.3872, 31.1570),
                          (121.3915, 31.1581), (121.39575, 31.1592), (121.3996, 31.16035), (121.4022, 31.1610)]),
    ("平南路", "tertiary", [(121.3763, 31.14625), (121.3808, 31.1474), (121.38525, 31.1486), (121.3893, 31.14945),
                         (121.39405, 31.14985), (121.39445, 31.14985)]),
    ("平吉路", "tertiary", [(121.37655, 31.14325), (121.3816, 31.1440), (121.38612, 31.1450)]),
    ("平吉路", "tertiary", [(121.39385, 31.15005), (121.39905, 31.1508), (121.40325, 31.1518), (121.4062, 31.1524)]),
    ("古龙路", "tertiary", [(121.395267, 31.145822), (121.39919, 31.14712), (121.40485, 31.14805), (121.4068, 31.1483)]),
    ("平阳路", "tertiary", [(121.3745, 31.1368), (121.3768, 31.1371), (121.3829, 31.1378), (121.38735, 31.13875)]),
    ("平阳路", "tertiary", [(121.3963, 31.14285), (121.40085, 31.14355), (121.4051, 31.14455), (121.4071, 31.1449)]),
    ("古美西路", "tertiary", [(121.3754, 31.1332), (121.37865, 31.1335), (121.3838, 31.1340), (121.38805, 31.13505), (121.3915, 31.1360)]),
    (None, "tertiary", [(121.375837, 31.14943), (121.3797, 31.1509), (121.384236, 31.152426), (121.3846, 31.15256)]),
]
HALF_WIDTH = {"primary": 21, "secondary": 17, "tertiary": 13, "street": 9, "lane": 6, "elevated": 0, "footpath": 0}


def named_streets():
    """Rows of (name, class, line in metres, provenance, source)."""
    rows = []
    for item in read("gumei_inferred_lines.geojson"):
        if item["properties"]["kind"] != "road":
            continue
        name = item["properties"]["name"]
        level = "primary" if name in ("漕宝路", "顾戴路", "虹梅路") else "secondary"
        coordinates = list(geometry_of(item).coords)
        if name == "虹梅路":  # runs on south along the frame
            coordinates += [(121.40755, 31.1419), (121.4092, 31.1392)]
        rows.append((name, level, metres(LineString(coordinates)), "inferred", INFERRED))
    for name, level, coordinates in SYNTHETIC_STREETS:
        source = "合成:沿片区草图边线" if name in (None, "古龙路") else HINTED
        rows.append((name, level, line_m(coordinates), "synthetic", source))
    return rows


def rivers():
    """Rows of (name, kind, width, line in metres, provenance, source)."""
    rows = []
    for item in read("gumei_rivers_osm.geojson"):
        if item["properties"]["name"] == "新泾港":
            rows.append(("新泾港", "river", 28.0, metres(geometry_of(item)), "osm",
                         "OSM 河道线(经局部坐标换算)"))
    for item in read("gumei_inferred_lines.geojson"):
        if item["properties"]["name"] == "漕河泾港":
            rows.append(("漕河泾港", "river", 22.0, metres(geometry_of(item)), "inferred",
                         "由OSM边界与片区草图推断,可信度低"))
    return rows


def street(rows, name):
    return unary_union([row[2] for row in rows if row[0] == name])


def elevated():
    frame = box(*BBOX)
    rows = []
    for item in read("gumei_transport_osm.geojson"):
        name = item["properties"].get("name", "")
        if item["properties"]["layer"] == "elevated_road" and name in ("中环路", "外环高速", "沪闵高架路"):
            for part in lines(linemerge(geometry_of(item)).intersection(frame)):
                rows.append((name, "elevated", metres(part), "osm", "OSM,2026-07 快照,简化5米"))
    return rows


def hechuan_gap(rows):
    """The part of 合川路 still to be opened: between 顾戴路 and 漕宝路."""
    hechuan = street(rows, "合川路")
    cuts = [hechuan.project(hechuan.intersection(street(rows, other)).centroid) for other in ("漕宝路", "顾戴路")]
    return shapely.ops.substring(hechuan, min(cuts), max(cuts))


def network(rows, gap, gates):
    """Split at every crossing so that crossings are shared end nodes. `rows` as in named_streets; every gate is a node."""
    frame = box(*BBOX)
    walking = [row for row in rows if row[1] != "elevated"]
    sources = [degrees(row[2]) for row in walking]
    noded = shapely.union_all([shapely.set_precision(line, GRID) for line in sources], grid_size=GRID)
    noded = shapely.intersection(noded, frame, grid_size=GRID)
    tree = shapely.STRtree(sources)
    gap = degrees(gap).buffer(3e-6)
    pieces = []
    for part in lines(noded):
        middle = part.interpolate(0.5, normalized=True)
        near = sorted(int(i) for i in tree.query(middle.buffer(2e-6)))
        owner = min(near, key=lambda i: (round(sources[i].distance(middle), 8), i))
        name, level, _, provenance, source = walking[owner]
        closed = name == "合川路" and gap.contains(middle)
        pieces.append((part, name, level, provenance, source, closed))
    pieces = _connected(_merge(pieces, {item["geometry"].coords[0] for item in gates}))
    pieces.sort(key=lambda piece: (piece[1] is None, piece[1] or "", piece[2], _key(piece[0])))
    features = []
    for number, (part, name, level, provenance, source, closed) in enumerate(pieces, 1):
        properties = dict(name=name, **{"class": level}, walkable=True)
        if closed:
            properties["valid_from"] = "2016-11-30"
            source = "计划辟通路段(顾戴路—漕宝路),走向推断,通行日期合成"
        features.append(feature(f"310112006-R{number:05d}", part, **properties, provenance=provenance, source=source))
    for name, level, line, provenance, source in [row for row in rows if row[1] == "elevated"]:
        number += 1
        features.append(feature(f"310112006-R{number:05d}", degrees(line), name=name, **{"class": level},
                                walkable=False, provenance=provenance, source=source))
    return features


def _key(line):
    return tuple(line.coords)


def _merge(pieces, kept):
    """Join pieces of one street that meet at a node nothing else touches."""
    ends = {}
    for piece in pieces:
        for spot in (piece[0].coords[0], piece[0].coords[-1]):
            ends[spot] = ends.get(spot, 0) + 1
    groups = {}
    for part, *rest in pieces:
        groups.setdefault(tuple(rest), []).append(part)
    merged = []
    for rest in sorted(groups, key=str):
        stops = [Point(spot) for spot in sorted(ends) if ends[spot] != 2 or spot in kept]
        joined = linemerge(MultiLineString(groups[rest])) if len(groups[rest]) > 1 else groups[rest][0]
        tree = shapely.STRtree(stops)
        for line in lines(joined):
            merged += [(part, *rest) for part in _split_at(line, tree, stops)]
    return merged


def _connected(pieces):
    """Drop what a river cut off from the rest of the network."""
    parent = {}

    def root(spot):
        while parent.setdefault(spot, spot) != spot:
            spot = parent[spot]
        return spot

    for piece in pieces:
        parent[root(piece[0].coords[0])] = root(piece[0].coords[-1])
    sizes = {}
    for piece in pieces:
        key = root(piece[0].coords[0])
        sizes[key] = sizes.get(key, 0) + 1
    main = max(sorted(sizes), key=lambda key: sizes[key])
    return [piece for piece in pieces if root(piece[0].coords[0]) == main]


def _split_at(line, tree, stops):
    coordinates = list(line.coords)
    found = {stops[int(i)].coords[0] for i in tree.query(line)}
    parts, current = [], [coordinates[0]]
    for spot in coordinates[1:]:
        current.append(spot)
        if spot in found:
            parts.append(LineString(current))
            current = [spot]
    if len(current) > 1:
        parts.append(LineString(current))
    return parts


def waterways(rows):
    frame = box(*BBOX)
    features = []
    for name, kind, width, line, provenance, source in rows:
        for part in lines(degrees(line).intersection(frame)):
            part = shapely.set_precision(part, GRID)
            features.append(feature(f"310112006-W{len(features) + 1:02d}", part, name=name, kind=kind,
                                    width_m=width, provenance=provenance, source=source))
    return features


METRO_STATIONS = {"东兰路": "12", "虹梅路": "12", "顾戴路": "12", "虹莘路": "12", "虹漕路": "12", "莲花路": "1", "锦江乐园": "1"}
# OSM name, title, first service; line 12 west of 曲阜路 opened on 2015-12-19.
METRO_LINES = {"上海地铁1号线": ("1号线", "1", "1993-05-28"), "上海地铁12号线": ("12号线", "12", "2015-12-19"),
               "上海地铁15号线": ("15号线", "15", "2021-01-23"), "上海地铁9号线": ("9号线", "9", "2007-12-29")}


def metro():
    frame = box(*BBOX)
    features = []
    for item in read("gumei_transport_osm.geojson"):
        layer, name = item["properties"]["layer"], item["properties"].get("name")
        shape = shapely.set_precision(geometry_of(item).intersection(frame), GRID)
        if shape.is_empty:
            continue
        if layer == "metro_station" and name in METRO_STATIONS:
            title, number, kind = f"{name}站", METRO_STATIONS[name], "station"
            opened = {"1": "1993-05-28", "12": "2015-12-19"}[number]
        elif layer == "metro_line" and name in METRO_LINES:
            title, number, opened = METRO_LINES[name]
            kind = "line"
            shape = linemerge(shape) if shape.geom_type == "MultiLineString" else shape
        else:
            continue
        features.append(feature(f"310112006-M{len(features) + 1:02d}", shape, name=title, kind=kind, lines=number,
                                valid_from=opened, provenance="osm", source="OSM,2026-07 快照;开通日期据公开资料"))
    return features
