"""片区, committees and grid cells that tile the subdistrict exactly.

Streets, the river and the outline cut the subdistrict into blocks; a block with several committee
points is cut between them along its own axis; a block with none goes to a neighbour of its 片区.
Every committee is then cut into cells. All lines are noded together on the grid of seven decimals,
so neighbours share identical vertices.
"""
import csv

import shapely
from shapely.ops import polygonize, unary_union

from .frame import (AS_OF, CODE, GRID, SOURCES, area_m2, cut, degrees, feature, geometry_of, later, long_axis, metres,
                    multi, outline, read, rng)

# id, name, alias: 2018 lists 古龙 and 古美 apart and 万源 inside 平南; the plan of 2016 has six and names 平南片 and 万源片.
PIANQU = [("P01", "东兰片", None), ("P02", "平南片", None), ("P03", "万源片", None), ("P04", "平吉片", None),
          ("P05", "平阳片", None), ("P06", "古美片", "古龙片、古美片(2018年)")]
OF_2018 = {"东兰片区": "P01", "平南片区": "P02", "平吉片区": "P04", "平阳片区": "P05", "古龙片区": "P06", "古美片区": "P06"}
PART = {"东兰": "P01", "平南": "P02", "平南东北(源码名 XuHui)": "P02", "万源": "P03", "平吉": "P04", "平阳": "P05",
        "古龙": "P06", "古美": "P06"}
SMALLEST_BLOCK = 9_000.0
SLIVER = 60.0


class Committee:
    def __init__(self, number, name, official, code, pianqu, point):
        self.id = f"{CODE}-J{number:02d}"
        self.name, self.official, self.code, self.pianqu = name, official, code, pianqu
        self.point = point
        self.parts = []      # metres, before noding
        self.area = None     # degrees, after noding


class Cell:
    def __init__(self, committee, shape):
        self.committee, self.shape = committee, shape  # metres, before noding
        self.id = self.area = None


def committees():
    points = {item["properties"]["name"]: item for item in read("gumei_committees.geojson")}
    short = {}
    with open(SOURCES / "gumei_committee_codes.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for item in points.values():
        short[item["properties"].get("code") or ""] = item
    result = []
    for number, row in enumerate(rows, 1):
        item = short[row["code"]]
        name = item["properties"]["name"]
        pianqu = "P03" if name.startswith("万源") else OF_2018[row["pianqu"]]
        result.append(Committee(number, name, row["official_name_2016"] or None, row["code"] or None, pianqu,
                                metres(geometry_of(item))))
    return result


def build(streets, rivers, wanted_points):
    """`wanted_points`: real compounds (metres) that must not share a cell. Returns (committees, cells, cuts)."""
    numbers = rng("units")
    rows = committees()
    frame = metres(outline())
    knives = [row[2] for row in streets] + [row[3] for row in rivers if row[0] == "漕河泾港"]
    blocks = [block for block in polygonize(unary_union(knives + [frame.boundary]))
              if frame.contains(block.representative_point())]
    blocks.sort(key=lambda block: block.bounds)
    cuts, empty = [], []
    for block in blocks:
        inside = [row for row in rows if block.contains(row.point)]
        if inside:
            _divide(block, inside, numbers, cuts)
        else:
            empty.append(block)
    missing = [row.name for row in rows if not row.parts]
    if missing:
        raise ValueError(f"no block holds the points of {missing}")
    _adopt(empty, rows)
    cells = []
    for row in rows:
        for part in sorted(row.parts, key=lambda part: part.bounds):
            _cells(row, part, wanted_points, numbers, cuts, cells)
    _node(rows, cells)
    return rows, cells, cuts


def _divide(block, inside, numbers, cuts):
    if len(inside) == 1:
        inside[0].parts.append(block)
        return
    ux, uy = long_axis(block)
    best = None
    for dx, dy in ((ux, uy), (-uy, ux)):
        order = sorted(inside, key=lambda row: row.point.x * dx + row.point.y * dy)
        spots = [row.point.x * dx + row.point.y * dy for row in order]
        for k in range(len(order) - 1):
            gap = spots[k + 1] - spots[k]
            if gap < 30:
                continue
            for share in (0.3, 0.4, 0.5, 0.6, 0.7):
                offset = spots[k] + gap * share
                below, above, _ = cut(block, (dx, dy), offset, 0.0, numbers)
                if not below or not above:
                    continue
                area = sum(part.area for part in below) / block.area
                stray = len(below) + len(above) - 2
                shape = min(4 * part.area / part.minimum_rotated_rectangle.length ** 2 * 4 for part in below + above)
                score = abs(area - (k + 1) / len(order)) - 0.25 * shape + stray
                if best is None or score < best[0]:
                    best = (score, (dx, dy), offset, order[:k + 1], order[k + 1:])
    _, direction, offset, first, second = best
    below, above, line = cut(block, direction, offset, 0.02, numbers)
    cuts += [("street", part) for part in line]
    for side, members in ((below, first), (above, second)):
        side.sort(key=lambda part: -part.area)
        home = next((part for part in side if all(part.contains(row.point) for row in members)), side[0])
        _divide(home, members, numbers, cuts)
        for stray in side:
            if stray is not home:
                members[0].parts.append(stray)


def _adopt(empty, rows):
    """Blocks without a point join the smallest neighbour of the 片区 the sketch shows there."""
    sketches = [(PART[item["properties"]["part"]], metres(geometry_of(item)))
                for item in read("gumei_pianqu_sketch.geojson")]
    waiting = sorted(empty, key=lambda block: (-block.area, block.bounds))
    least = 20.0
    while waiting:
        left = []
        for block in waiting:
            shares = {}
            for key, sketch in sketches:
                shares[key] = shares.get(key, 0.0) + sketch.intersection(block).area
            home = max(sorted(shares), key=lambda key: shares[key])
            near = []
            for row in rows:
                shared = sum(part.intersection(block.buffer(1)).area for part in row.parts)
                if shared > least or (block.area < SMALLEST_BLOCK and shared > 0.1):
                    other = shares[home] > 0.2 * block.area and row.pianqu != home
                    near.append((other, sum(part.area for part in row.parts) / min(shared, 400), row.id, row))
            if near:
                min(near, key=lambda item: item[:3])[3].parts.append(block)
            else:
                left.append(block)
        if len(left) == len(waiting):
            if least == 0.0:
                raise ValueError(f"blocks touch no committee: {[degrees(block).wkt for block in left]}")
            least = 0.0
        waiting = left


def _cells(row, part, wanted, numbers, cuts, cells):
    inside = [point for point in wanted if part.contains(point)]
    limit = numbers.uniform(66_000, 104_000)
    if part.area <= limit and len(inside) < 2:
        cells.append(Cell(row, part))
        return
    direction = long_axis(part)
    if len(inside) > 1:
        options = []
        for dx, dy in (direction, (-direction[1], direction[0])):
            spots = sorted(point.x * dx + point.y * dy for point in inside)
            options += [(spots[k] - spots[k + 1], (dx, dy), (spots[k] + spots[k + 1]) / 2) for k in range(len(spots) - 1)]
        _, direction, offset = min(options)
    else:
        along = [x * direction[0] + y * direction[1] for x, y in part.exterior.coords]
        offset = min(along) + (max(along) - min(along)) * numbers.uniform(0.42, 0.58)
    below, above, line = cut(part, direction, offset, 0.025, numbers)
    if not below or not above or min(sum(p.area for p in below), sum(p.area for p in above)) < 6_000:
        cells.append(Cell(row, part))
        return
    cuts += [("lane", piece) for piece in line]
    for piece in below + above:
        _cells(row, piece, wanted, numbers, cuts, cells)


def _node(rows, cells):
    """One noded linework for everything; each face goes to the cell it lies in."""
    frame = outline()
    borders = [degrees(cell.shape).boundary for cell in cells] + [frame.boundary]
    work = shapely.union_all([shapely.set_precision(line, GRID, mode="pointwise") for line in borders], grid_size=GRID)
    shapes = [degrees(cell.shape).buffer(0) for cell in cells]
    tree = shapely.STRtree(shapes)
    faces = {}
    for face in polygonize(work):
        spot = face.representative_point()
        if not frame.contains(spot):
            continue
        near = [int(i) for i in tree.query(face)]
        owner = max(near, key=lambda i: (round(shapes[i].intersection(face).area, 16), -i))
        faces.setdefault(owner, []).append(face)
    _tidy(faces, cells)
    for number in sorted(faces):
        cells[number].area = multi(shapely.union_all(faces[number], grid_size=GRID))
    cells[:] = [cell for cell in cells if cell.area is not None]
    cells.sort(key=lambda cell: (cell.committee.id, round(cell.area.centroid.x, 4), -round(cell.area.centroid.y, 7)))
    for number, cell in enumerate(cells, 1):
        cell.id = f"{CODE}-G{number:03d}"
    for row in rows:
        row.area = multi(shapely.union_all([cell.area for cell in cells if cell.committee is row], grid_size=GRID))


def _tidy(faces, cells):
    """Slivers go to the neighbour they share most border with, small cells to one of their own committee."""
    def join(face, candidates):
        shares = [(sum(face.intersection(other).length for other in faces[k]), -k) for k in candidates]
        longest, key = max(shares, default=(0.0, 0))
        return -key if longest > 0 else None

    for number in sorted(faces):
        for face in [face for face in faces[number] if area_m2(face) < SLIVER]:
            home = join(face, [k for k in sorted(faces) if k != number and any(other.touches(face) for other in faces[k])])
            if home is not None:
                faces[number].remove(face)
                faces[home].append(face)
    for number in sorted(faces):
        if sum(map(area_m2, faces[number])) < SMALLEST_BLOCK:
            own = [k for k in sorted(faces) if k != number and cells[k].committee is cells[number].committee]
            home = join(shapely.union_all(faces[number]), own)
            if home is not None:
                faces[home] += faces.pop(number)
    for number in [number for number in faces if not faces[number]]:
        del faces[number]


AUTONOMY = ["1"] * 12 + ["2"] * 17 + ["3"] * 8


def features(rows, cells):
    numbers = rng("units-attributes")
    # The outline with the nodes its units put on it, so that their borders share every vertex.
    frame = multi(shapely.union_all([row.area for row in rows], grid_size=GRID))
    subdistricts = [feature(CODE, frame, code=CODE, name="古美路街道", alias="古美街道", area_m2=round(area_m2(frame), 1),
                            provenance="inferred", source="OSM关系14187991加推断的平南缺口,保留两处洞")]
    pianqu = []
    for key, name, alias in PIANQU:
        area = multi(shapely.union_all([row.area for row in rows if row.pianqu == key], grid_size=GRID))
        if key in ("P03", "P06"):
            why = {"P03": "计划单列万源片,由2018年平南片区草图中的万源部分划出",
                   "P06": "2016年为6个片区,由2018年古龙、古美两片合并推断"}[key]
        else:
            why = "2018年片区草图与居委会点位推断,边界沿道路"
        pianqu.append(feature(f"{CODE}-{key}", area, name=name, alias=alias, subdistrict_id=CODE,
                              leader_ref=f"holder:L{key[1:]}", area_m2=round(area_m2(area), 1), provenance="inferred",
                              source=why))
    versions = AUTONOMY + [None] * (len(rows) - len(AUTONOMY))
    numbers.shuffle(versions)
    committee_rows = []
    for row, version in zip(rows, versions):
        source = "点位据2018年为老服务平台地图,名称与代码据2016年统计用区划代码;范围为推断,不是实测界线"
        alias = None
        if row.code is None:
            source = "点位据2018年为老服务平台地图,2016年代码表无此居委会;范围为推断"
            alias = "万源城第一居"
        committee_rows.append(feature(row.id, row.area, code=row.code, name=row.name, official_name=row.official, alias=alias,
                                      pianqu_id=f"{CODE}-{row.pianqu}", autonomy_version=version,
                                      area_m2=round(area_m2(row.area), 1), provenance="inferred", source=source))
    grid, count = [], {}
    for cell in cells:
        count[cell.committee.id] = count.get(cell.committee.id, 0) + 1
        code = f"{cell.committee.id}-{count[cell.committee.id]:03d}"
        inspected = later(numbers, AS_OF, -28, -1) if numbers.random() < 0.86 else \
            (later(numbers, AS_OF, -120, -35) if numbers.random() < 0.7 else None)
        grid.append(feature(cell.id, cell.area, code=code, committee_id=cell.committee.id, last_inspected_on=inspected,
                            area_m2=round(area_m2(cell.area), 1), provenance="synthetic", source="合成:按道路与居民区细分"))
    return {"subdistricts": subdistricts, "pianqu": pianqu, "committees": committee_rows, "grid_cells": grid}
