"""70 compounds, their gates and the footpaths behind them.

A compound is what a cell leaves free of streets and rivers, with rounded corners and shop strips cut
out at the edge. Names and positions are real where the rental listing gives a sure position.
"""
import math

from shapely.geometry import LineString, Point, Polygon
from shapely.ops import nearest_points, unary_union

from .frame import AS_OF, CODE, area_m2, day, degrees, feature, geometry_of, largest, long_axis, metres, multi, read, rng, some_day
from .streets import HALF_WIDTH

COUNT = 70
RESIDENTS = 150_000
# Same place twice in the listing; built after 2016; a namesake elsewhere in the district.
ALIASES = {"东兰小区": "东兰路37弄"}
LEFT_OUT = {"东兰路37弄", "建发璟院北苑", "建发璟院南苑", "闵浦一村"}
COMMODITY = ("万源城", "东苑", "新时代", "蓝色港湾", "绿家园", "古龙苑", "华梅", "中友", "祜欣", "华一", "梅莲")
RELOCATED = ("平吉", "九星", "虹莘", "平阳五", "平阳六")
COMPANIES = [f"物业企业{letter}" for letter in "甲乙丙丁戊己庚辛壬癸"]
BLOCKERS = ["筹备组人选未定", "产权面积未过半", "前期物业未移交", "业主大会票数不足"]


class Compound:
    def __init__(self, name, cell, shape, real):
        self.name, self.cell, self.shape, self.real = name, cell, shape, real
        self.id = self.area = self.kind = None
        self.residents = self.built = 0
        self.gates = []

    @property
    def committee(self):
        return self.cell.committee


def real_points():
    """(name, point in metres) of the compounds whose listing position is sure and inside the frame."""
    rows = []
    for item in read("gumei_compounds.geojson"):
        info = item["properties"]
        if info["position_quality"] == "ok" and info["in_full_frame"] and info["name"] not in LEFT_OUT:
            rows.append((info["name"], metres(geometry_of(item))))
    return rows


def local_streets(cuts, rivers):
    """The cuts between committees and cells become streets and lanes; none crosses a river."""
    water = unary_union([row[3].buffer(row[2] / 2 + 8) for row in rivers])
    rows = []
    for level, line in cuts:
        rest = line.difference(water)
        for part in getattr(rest, "geoms", [rest]):
            if part.length > 55:
                rows.append((None, level, part, "synthetic", "合成:街坊道路"))
    return rows


def build(cells, streets, rivers):
    numbers = rng("compounds")
    taken = unary_union([row[2].buffer(HALF_WIDTH[row[1]], cap_style="flat") for row in streets]
                        + [row[3].buffer(row[2] / 2 + 10, cap_style="flat") for row in rivers])
    free = {}
    for cell in cells:
        inner = metres(cell.area).buffer(-6, join_style="mitre")
        shape = _shape(largest(inner.difference(taken)), numbers)
        if shape.area > 9_000:
            free[cell.id] = (cell, shape)
    found = {}
    for name, point in real_points():
        key = min(sorted(free), key=lambda key: (round(free[key][1].distance(point), 3), key))
        if key in found or free[key][1].distance(point) > 45:
            raise ValueError(f"{name}: no compound of its own within 45 m")
        found[key] = name
    chosen = set(found)
    for committee in sorted({cell.committee.id for cell, _ in free.values()}):
        own = [key for key in sorted(free) if free[key][0].committee.id == committee]
        if not chosen.intersection(own):
            chosen.add(max(own, key=lambda key: free[key][1].area))
    rest = [key for key in sorted(free) if key not in chosen]
    numbers.shuffle(rest)
    rest.sort(key=lambda key: abs(math.log(free[key][1].area / 52_000)))
    chosen.update(rest[:COUNT - len(chosen)])
    if len(chosen) != COUNT:
        raise ValueError(f"{len(chosen)} compounds instead of {COUNT}")
    rows, used = [], set(found.values())
    for key in sorted(chosen):
        cell, shape = free[key]
        real = key in found
        name = found[key] if real else _name(cell.committee, used)
        used.add(name)
        rows.append(Compound(name, cell, shape, real))
    for number, row in enumerate(rows, 1):
        row.id = f"{CODE}-C{number:03d}"
        row.area = multi(degrees(row.shape))
        row.shape = metres(row.area)
    return rows


def _name(committee, used):
    """The committee's own name first, then parts of it."""
    plain = committee.name.replace("一居", "一村").replace("二居", "二村").replace("三居", "三村").replace("四居", "四村") \
        .replace("五居", "五村").replace("六居", "六村")
    if plain.startswith("万源"):
        options = [f"{plain.replace('村', '街坊')}{part}" for part in ("东苑", "西苑", "南苑", "北苑")]
    else:
        options = [plain] + [f"{plain}{part}" for part in ("南区", "北区", "东区", "西区", "中区", "新区")]
    return next(option for option in options if option not in used)


def _shape(polygon, numbers):
    """Rounded corners, sides a little off the straight, strips for shops or schools at the edge."""
    if polygon.is_empty:
        return polygon
    ux, uy = long_axis(polygon)
    ring = []
    corners = list(polygon.simplify(1.0).exterior.coords)
    for (ax, ay), (bx, by) in zip(corners, corners[1:]):
        ring.append((ax, ay))
        side = math.hypot(bx - ax, by - ay)
        if side > 130:
            inward = numbers.uniform(0.0, 5.0)
            share = numbers.uniform(0.35, 0.65)
            ring.append((ax + (bx - ax) * share + (by - ay) / side * -inward * _turn(polygon),
                         ay + (by - ay) * share + (bx - ax) / side * inward * _turn(polygon)))
    shape = Polygon(ring).buffer(0).intersection(polygon)
    shape = largest(shape)
    for _ in range(numbers.choice((0, 1, 1, 2))):
        spot = shape.exterior.interpolate(numbers.random(), normalized=True)
        half, depth = numbers.uniform(22, 42), numbers.uniform(16, 30)
        box = Polygon([(spot.x + a * ux - b * uy, spot.y + a * uy + b * ux)
                       for a, b in ((-half, -depth), (half, -depth), (half, depth), (-half, depth))])
        smaller = largest(shape.difference(box))
        if smaller.area > 0.86 * shape.area:
            shape = smaller
    rounded = largest(shape.buffer(-7, join_style="mitre").buffer(7, quad_segs=2))
    rounded = largest(rounded.intersection(shape))
    return largest(rounded.simplify(0.6)) if rounded.area > 0 else rounded


def _turn(polygon):
    return 1 if polygon.exterior.is_ccw else -1


def gates(compounds, streets, closed):
    """Gates on the edge facing a street, and footpaths that join them to the street and to each other."""
    numbers = rng("gates")
    open_streets = unary_union([row[2] for row in streets]).difference(closed.buffer(3))
    features, paths = [], []
    others = [row.shape for row in compounds]
    for row in compounds:
        edge = row.shape.exterior
        spots = []
        for step in range(int(edge.length // 12)):
            spot = edge.interpolate(step * 12 + 3)
            street = nearest_points(spot, open_streets)[1]
            way = LineString([spot, street])
            if way.length < 60 and not row.shape.buffer(-0.5).intersects(way) \
                    and not any(other.intersects(way) for other in others if other is not row):
                spots.append((spot, street))
        if not spots:
            raise ValueError(f"{row.name}: no edge faces a street")
        wanted = 1 + (row.shape.area > 25_000) + (row.shape.area > 50_000) + (row.shape.area > 85_000)
        chosen = [spots[numbers.randrange(len(spots))]]
        while len(chosen) < wanted:
            best = max(spots, key=lambda pair: min(pair[0].distance(old[0]) for old in chosen))
            if min(best[0].distance(old[0]) for old in chosen) < 90:
                break
            chosen.append(best)
        hub = row.shape.representative_point()
        for number, (spot, street) in enumerate(chosen, 1):
            spot = degrees(spot)
            kind = "main" if number == 1 else numbers.choice(("side", "side", "pedestrian"))
            title = f"{row.name}{['正门', '边门', '边门', '便门'][number - 1]}"
            features.append(feature(f"{CODE}-E{len(features) + 1:03d}", spot, name=title, kind=kind, compound_id=row.id,
                                    provenance="synthetic", source="合成:临路边界上的出入口"))
            here = metres(spot)
            row.gates.append(here)
            beyond = Point(street.x + (street.x - here.x) * 1e-4, street.y + (street.y - here.y) * 1e-4)
            for line in (LineString([here, beyond]), _inner(row.shape, here, hub)):
                paths.append((None, "footpath", line, "synthetic", "合成:小区内部道路"))
    return features, paths


def _inner(shape, gate, hub):
    ux, uy = long_axis(shape)
    along = (hub.x - gate.x) * ux + (hub.y - gate.y) * uy
    for corner in ((gate.x + along * ux, gate.y + along * uy), (hub.x - along * ux, hub.y - along * uy)):
        bent = LineString([gate, corner, hub])
        if shape.buffer(0.5).contains(bent):
            return bent
    return LineString([gate, hub])


def _kind(row, numbers):
    if row.name.startswith(COMMODITY):
        return "commodity"
    if row.name.startswith(RELOCATED):
        return "relocation"
    return numbers.choice(("mixed", "mixed", "commodity", "base", "base", "relocation"))


def populate(rows):
    """Classes, people, guards, standards, owners' committees. All synthetic."""
    numbers = rng("compound-attributes")
    for row in rows:
        row.kind = _kind(row, numbers)
    density = {"base": 1.15, "relocation": 1.2, "mixed": 1.05, "commodity": 0.85}
    weights = [row.shape.area * density[row.kind] * numbers.uniform(0.82, 1.18) for row in rows]
    people = [int(weight / sum(weights) * RESIDENTS) for weight in weights]
    for k in range(RESIDENTS - sum(people)):
        people[k % len(people)] += 1
    order = list(range(len(rows)))
    numbers.shuffle(order)
    commodity = [k for k in order if rows[k].kind == "commodity"]
    not_eligible, preparing = set(commodity[:3]), set(order[5:14])
    lacking = set(order[8:15])     # technical protection
    lacking_physical = set(order[10:23])
    rented = {k for k in order[:29] if rows[k].name != "九星苑"} | {k for k in order if rows[k].name == "九星苑"}
    features = []
    for k, row in enumerate(rows):
        row.residents = people[k]
        share60 = {"base": 0.37, "relocation": 0.30, "mixed": 0.315, "commodity": 0.24}[row.kind] * numbers.uniform(0.88, 1.12)
        old = int(people[k] * share60)
        oldest = int(old * numbers.uniform(0.14, 0.2))
        built = numbers.randint(*{"base": (1982, 1991), "relocation": (1994, 2003), "mixed": (1988, 1998),
                                  "commodity": (1997, 2009)}[row.kind])
        row.built = built
        guards = max(4, round(people[k] / numbers.uniform(150, 230)))
        certified = min(guards, round(guards * min(1.0, max(0.45, numbers.gauss(0.785, 0.12)))))
        state, formed, blocker = "formed", some_day(numbers, day(f"{max(2004, built) + 2}-03-01"), day("2016-08-31")), None
        if k in not_eligible:
            state, formed, blocker = "not_eligible", None, "交付面积未达法定比例"
        elif k in preparing:
            state, formed, blocker = "preparing", None, numbers.choice(BLOCKERS)
        awards = [code for code, chance in (("civilised", 0.35), ("burglary_free", 0.16), ("green", 0.12))
                  if numbers.random() < chance]
        since = None if k in rented else some_day(numbers, day("2015-03-01"), AS_OF)
        if since:
            awards.append("no_group_rental")
        origin = "名称与点位据租房数据(高德,已换算);轮廓与数字均为合成" if row.real else "合成:名称、轮廓与数字均非实测"
        features.append(feature(
            row.id, row.area, name=row.name, alias=ALIASES.get(row.name), committee_id=row.committee.id, **{"class": row.kind},
            households=round(people[k] / numbers.uniform(2.3, 2.7)), residents=people[k], residents_60=old, residents_80=oldest,
            guards=guards, guards_certified=certified, tech_standard_met=k not in lacking,
            physical_standard_met=k not in lacking_physical, owners_committee_state=state,
            owners_committee_eligible=k not in not_eligible, owners_committee_formed_on=formed,
            owners_committee_blocker=blocker, no_group_rental_since=since, property_company=numbers.choice(COMPANIES),
            built_year=built, area_m2=round(area_m2(row.area), 1), valid_from=f"{built}-07-01", committees=[],
            awards=sorted(awards), provenance="synthetic", source=origin))
    return features
