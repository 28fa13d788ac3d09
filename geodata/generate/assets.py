"""Protection, fire and lift equipment and waste points of the compounds. All synthetic."""
from shapely.geometry import Point
from shapely.ops import substring

from .frame import AS_OF, CODE, day, degrees, feature, rng, some_day
from .works import SYNTHETIC

STANDARD = "DB31/294-2010"


def build(places, compound_features):
    numbers = rng("assets")
    met = {item["id"]: item["properties"] for item in compound_features}
    features = []

    def add(row, kind, shape, name, good):
        state = "good" if numbers.random() < good else numbers.choice(("repair", "repair", "out_of_order"))
        installed = some_day(numbers, day(f"{max(2005, row.built) + 1}-01-01"), day("2016-08-31"))
        protection = kind in ("fence", "camera", "barrier", "door")
        standard = STANDARD if protection and installed > day("2011-05-01") else None
        features.append(feature(f"{CODE}-A{len(features) + 1:05d}", degrees(shape), kind=kind, name=name, state=state,
                                standard_version=standard, installed_on=min(installed, AS_OF), compound_id=row.id,
                                provenance="synthetic", source=SYNTHETIC))

    for row in places.compounds:
        info = met[row.id]
        good = 0.98 if info["tech_standard_met"] else 0.8
        edge = row.shape.exterior
        covered = 1.0 if info["tech_standard_met"] else numbers.uniform(0.45, 0.85)
        gates = sorted({round(edge.project(gate), 1) for gate in row.gates})
        stops = gates + [gates[0] + edge.length]
        for start, stop in zip(stops, stops[1:]):
            stop = start + (stop - start) * covered
            for first, last in ((start, min(stop, edge.length)), (0, stop - edge.length)):
                if last - first > 15:
                    add(row, "fence", substring(edge, first, last), "电子围栏", good)
        for gate in row.gates:
            add(row, "barrier", gate, "道闸", good)
            add(row, "camera", gate, "出入口探头", good)
        hub = row.shape.representative_point()
        for k in range(2 + int(row.shape.area / 20_000)):
            add(row, "camera", edge.interpolate(numbers.random(), normalized=True), "周界探头", good)
        for k in range(2 + int(row.shape.area / 25_000)):
            add(row, "door", places.anywhere(numbers, row), "楼宇门禁", good if info["physical_standard_met"] else 0.75)
        for k in range(2 + int(row.shape.area / 20_000)):
            add(row, "fire_equipment", places.anywhere(numbers, row), "消火栓箱", 0.93)
        if row.kind == "commodity" or (row.kind == "mixed" and numbers.random() < 0.4):
            for k in range(1 + int(row.shape.area / 18_000)):
                add(row, "lift", places.anywhere(numbers, row), "住宅电梯", 0.88)
        for gate in row.gates[:2]:
            add(row, "waste_point", Point(gate.x + (hub.x - gate.x) * 0.2, gate.y + (hub.y - gate.y) * 0.2), "垃圾投放点", 0.95)
    return features
