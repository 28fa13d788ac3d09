"""Cases, incidents and hazards. All synthetic."""
from datetime import timedelta

from shapely.geometry import Point

from .frame import AS_OF, CODE, day, degrees, feature, later, metres, rng, some_day
from .violations import SHOPS, SOURCE

CASES, HAZARDS = 2000, 400
# type: share, happens on the street?, days to do it
TYPES = {"parking": (21, 0.5, 3), "rubbish": (17, 0.35, 2), "noise": (11, 0.4, 3), "shed": (9, 0.15, 21),
         "occupied_road": (12, 1.0, 3), "signboard": (5, 1.0, 15), "green_damage": (6, 0.1, 15), "facility": (8, 0.3, 10),
         "fumes": (4, 0.9, 15), "street_trade": (5, 1.0, 3), "manhole": (2, 0.8, 2)}
COMPLEX = ("shed", "signboard", "green_damage", "fumes")


def cases(places):
    numbers = rng("cases")
    spots = places.hot_spots(numbers, SHOPS, 36)
    centres = places.clusters(numbers, 3)
    rows = []
    for _ in range(CASES - 60):
        kind = numbers.choices(list(TYPES), [item[0] for item in TYPES.values()])[0]
        if numbers.random() < TYPES[kind][1]:
            street, spot = places.frontage(numbers, spots, 60, public=False)
            address = f"{street or '街坊道路'}{numbers.randint(1, 1400)}号附近"
        else:
            row = places.pick(numbers, {"九星苑": 5.0 if kind in ("green_damage", "parking", "shed") else 1.6, "commodity": 0.7})
            spot = places.within(numbers, row, centres[row.id], 50)
            address = row.name
        reported = some_day(numbers, day("2015-01-05"), AS_OF) if numbers.random() < 0.42 else \
            some_day(numbers, day("2016-01-01"), AS_OF)
        rows.append(_case(numbers, kind, spot, address, reported))
    _recurrences(numbers, rows, 60)
    rows.sort(key=lambda row: (row["reported_on"], row["type"], row["geometry"].x, row["geometry"].y))
    for number, row in enumerate(rows, 1):
        row["id"] = f"{CODE}-K{number:05d}"
    features = []
    for row in rows:
        first = row.pop("first", None)
        row["recurrence_of"] = first["id"] if first else None
    for row in rows:
        features.append(feature(row.pop("id"), row.pop("geometry"), **row, provenance="synthetic", source=SOURCE))
    return features


def _case(numbers, kind, spot, address, reported):
    hard = kind in COMPLEX and numbers.random() < 0.35
    limit = TYPES[kind][2] * (2 if hard else 1)
    back = hard or numbers.random() < 0.24
    row = dict(geometry=spot, type=kind, tier="back" if back else "front", address=address, reported_on=reported,
               source_channel=numbers.choices(("962000", "12345", "110", "patrol", "committee"), (21, 20, 7, 37, 15))[0],
               due_on=reported + timedelta(days=limit + 6), complex=hard)
    slow = numbers.random() < 0.07
    fresh = reported > AS_OF - timedelta(days=40)
    stop = numbers.randint(0, 4) if numbers.random() < (0.35 if fresh else 0.006) else 5
    steps = [("accepted_on", 0, 1), ("dispatched_on", 0, 2 if back else 1),
             ("handled_on", limit + 2 if slow else max(0, limit // 3), limit + 25 if slow else max(1, limit - 1)),
             ("checked_on", 0, 2), ("closed_on", 0, 2)]
    stages = {"accepted_on": "filed", "dispatched_on": "dispatched", "handled_on": "handled", "checked_on": "checked",
              "closed_on": "closed"}
    stage, date = "collected", reported
    for name, shortest, longest in steps[:stop]:
        date = later(numbers, date, shortest, longest)
        if date > AS_OF:
            break
        row[name] = date
        stage = stages[name]
    row["stage"] = stage
    return row


def _recurrences(numbers, rows, count):
    old = [row for row in rows if row.get("closed_on") and row["closed_on"] < AS_OF - timedelta(days=80)]
    for first in numbers.sample(old, count):
        spot = metres(first["geometry"])
        again = later(numbers, first["closed_on"], 10, 70)
        near = degrees(Point(spot.x + numbers.gauss(0, 5), spot.y + numbers.gauss(0, 5)))
        row = _case(numbers, first["type"], near, first["address"], again)
        row["first"] = first
        rows.append(row)


def incidents(places):
    numbers = rng("incidents")
    rows = []
    hot = numbers.sample(places.compounds, 26)
    weights = {row.name: (9.0 if row in hot else 0.25) for row in places.compounds}
    centres = places.clusters(numbers)
    street = places.hot_spots(numbers, SHOPS, 30)
    for first, last, burglaries, calls in (("2015-01-01", "2015-12-31", 63, 640), ("2016-01-01", "2016-09-30", 34, 415)):
        for _ in range(burglaries):
            row = places.pick(numbers, weights)
            rows.append(("burglary", some_day(numbers, day(first), day(last)), places.within(numbers, row, centres[row.id])))
        for _ in range(calls):
            spot = places.frontage(numbers, street, 70, public=False)[1]
            if numbers.random() < 0.6:
                row = places.pick(numbers, {"九星苑": 1.8})
                spot = places.within(numbers, row, centres[row.id], 60)
            rows.append(("call110", some_day(numbers, day(first), day(last)), spot))
    rows.sort(key=lambda row: (row[1], row[0], row[2].x, row[2].y))
    return [feature(f"{CODE}-I{number:05d}", spot, kind=kind, occurred_on=date, provenance="synthetic", source=SOURCE)
            for number, (kind, date, spot) in enumerate(rows, 1)]


HAZARD_NAMES = {"fire_facility": ["消火栓缺水", "灭火器过期", "应急灯损坏", "报警主机故障"],
                "fire": ["楼道堆物", "电动车楼道充电", "消防通道占用"], "lift": ["老旧电梯待评估", "电梯维保超期"],
                "gas": ["燃气管锈蚀", "瓶装气混放"], "electric": ["私拉电线", "线路老化"], "building": ["外墙脱落", "墙面渗漏"]}


def hazards(places):
    numbers = rng("hazards")
    centres = places.clusters(numbers)
    rows = []
    shares = {"fire_facility": (24, 0.965), "fire": (33, 0.94), "lift": (13, 0.72), "gas": (8, 0.9), "electric": (13, 0.88),
              "building": (9, 0.7)}
    for _ in range(HAZARDS):
        kind = numbers.choices(list(shares), [item[0] for item in shares.values()])[0]
        row = places.pick(numbers, {"base": 1.7, "九星苑": 3.0, "commodity": 0.7 if kind != "lift" else 1.8})
        found = some_day(numbers, day("2015-09-01"), AS_OF - timedelta(days=4))
        item = dict(geometry=places.within(numbers, row, centres[row.id]), kind=kind, name=numbers.choice(HAZARD_NAMES[kind]),
                    found_on=found, status="found")
        ordered = later(numbers, found, 0, 4)
        resolved = later(numbers, ordered, 3, 70)
        checked = later(numbers, resolved, 1, 14)
        item.update(ordered_on=ordered, status="ordered")
        if numbers.random() < shares[kind][1] and resolved <= AS_OF:
            item.update(resolved_on=resolved, status="resolved")
            if checked <= AS_OF and numbers.random() < 0.9:
                item.update(checked_on=checked, status="checked")
        rows.append(item)
    rows.sort(key=lambda row: (row["found_on"], row["kind"], row["geometry"].x, row["geometry"].y))
    return [feature(f"{CODE}-H{number:04d}", row.pop("geometry"), **row, provenance="synthetic", source=SOURCE)
            for number, row in enumerate(rows, 1)]
