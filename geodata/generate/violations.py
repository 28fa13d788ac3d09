"""The 五违 register. All synthetic; clustered, with the two key places heaviest."""
from datetime import timedelta

from .frame import AS_OF, CODE, YEAR_START, area_m2, day, feature, later, rng, some_day

FIRST = day("2015-06-01")
SOURCE = "合成:演示数据"
TRADING, TRADING_LATER, RESIDENCE, RESIDENTIAL_BUILDING, PUBLIC_BUILDING = 319, 6, 430, 2390, 243
BUILT_2016 = 7
FULL, LAGGING = 14, 9      # compounds with everything removed; compounds far behind
# key-area streets first, then class of street
SHOPS = {"龙茗路": 7.0, "古美路": 2.2, "平阳路": 1.8, "平南路": 1.5, "平吉路": 1.5, "莲花路": 1.0, "合川路": 0.0, "东兰路": 1.6,
         "tertiary": 1.0, "secondary": 0.7, "primary": 0.25, "street": 0.5}


def build(places):
    numbers = rng("violations")
    rows = []
    centres = places.clusters(numbers)
    rates = _rates(numbers, places)
    _residential_buildings(numbers, places, centres, rates, rows)
    _public_buildings(numbers, places, rows)
    _trading(numbers, places, rows)
    _group_rentals(numbers, places, centres, rows)
    _land_and_outlets(numbers, places, rows)
    rows.sort(key=lambda row: (row["found_on"], row["class"], row["geometry"].centroid.x, row["geometry"].centroid.y))
    features = []
    for number, row in enumerate(rows, 1):
        geometry = row.pop("geometry")
        features.append(feature(f"{CODE}-V{number:05d}", geometry, **row, provenance="synthetic", source=SOURCE))
    return features


def _rates(numbers, places):
    order = [row for row in places.compounds if row.name != "九星苑"]
    numbers.shuffle(order)
    rates = {row.id: numbers.uniform(0.86, 0.98) for row in places.compounds}
    rates.update({row.id: 1.0 for row in order[:FULL]})
    rates.update({row.id: numbers.uniform(0.66, 0.78) for row in order[FULL:FULL + LAGGING]})
    rates[places.compound("九星苑").id] = 0.76
    return rates


def _found(numbers):
    """Most came up in the survey of late 2015, the rest since."""
    if numbers.random() < 0.72:
        return some_day(numbers, FIRST, day("2015-12-31"))
    return some_day(numbers, YEAR_START, AS_OF - timedelta(days=12))


def _resolved(numbers, found):
    """Removal comes in waves: a little at once, most between March and September 2016."""
    if found < YEAR_START and numbers.random() < 0.12:
        return min(later(numbers, found, 8, 60), day("2015-12-31"))
    first = max(found + timedelta(days=5), day("2016-03-01"))
    if first >= AS_OF:
        return AS_OF
    wave = numbers.choices((day("2016-04-20"), day("2016-06-25"), day("2016-08-28")), (3, 4, 3))[0]
    return min(AS_OF, max(first, wave + timedelta(days=round(numbers.gauss(0, 16)))))


def _open_status(numbers):
    return numbers.choices(("found", "ordered", "under_way"), (2, 5, 3))[0]


def _building(numbers, geometry, zone, removed, built, found, name, address, area):
    row = dict(geometry=geometry, **{"class": "building"}, zone=zone, name=name, address=address, built_on=built, found_on=found,
               found_by=numbers.choices(("survey", "patrol", "committee", "complaint", "agency"), (46, 24, 18, 9, 3))[0],
               area_m2=area)
    if removed:
        row.update(status="resolved", resolved_on=_resolved(numbers, found),
                   removal_mode=numbers.choices(("lead", "voluntary", "forced"), (14, 71, 15))[0])
    else:
        row.update(status=_open_status(numbers))
    return row


KINDS = ["披棚", "阳光房", "天井搭建", "加层", "院内小屋", "自行车棚改建", "围墙外扩"]


def _residential_buildings(numbers, places, centres, rates, rows):
    weights = {"九星苑": 5.5, "base": 1.5, "relocation": 1.1, "mixed": 1.0, "commodity": 0.55}
    picked = [places.pick(numbers, weights) for _ in range(RESIDENTIAL_BUILDING - 5)]
    share = {}
    for row in picked:
        share[row.id] = share.get(row.id, 0) + 1
    standing = {key: round(count * (1 - rates[key])) for key, count in share.items()}
    for k, row in enumerate(picked):
        left = share[row.id]
        removed = numbers.random() >= standing[row.id] / left
        share[row.id] -= 1
        standing[row.id] -= 0 if removed else 1
        spot = places.within(numbers, row, centres[row.id])
        area = round(min(120.0, max(3.0, numbers.lognormvariate(2.5, 0.6))), 1)
        shape = places.rectangle(numbers, spot, area) if k % 22 == 0 else spot
        if shape is not spot:
            if not row.area.contains(shape):
                shape = spot
            else:
                area = round(area_m2(shape), 1)
        built = some_day(numbers, day(f"{max(1998, row.built) + 1}-01-01"), day("2014-12-31")) if numbers.random() < 0.85 \
            else some_day(numbers, day("2015-01-01"), FIRST - timedelta(days=1))
        rows.append(_building(numbers, shape, "residential", removed, built, max(_found(numbers), built),
                              numbers.choice(KINDS), f"{row.name}{numbers.randint(1, 96)}号", area))
    for k in range(5):
        row = places.pick(numbers, weights)
        built = some_day(numbers, day("2016-01-20"), day("2016-08-10"))
        rows.append(_building(numbers, places.within(numbers, row, centres[row.id]), "residential", k < 3, built,
                              min(AS_OF - timedelta(days=20), later(numbers, built, 4, 40)), "新建披棚",
                              f"{row.name}{numbers.randint(1, 96)}号", round(numbers.uniform(6, 30), 1)))


def _public_buildings(numbers, places, rows):
    spots = places.hot_spots(numbers, SHOPS, 48)
    standing = set(numbers.sample(range(BUILT_2016 - 5, PUBLIC_BUILDING), 9))
    for k in range(PUBLIC_BUILDING):
        new = k < BUILT_2016 - 5
        removed = k not in standing
        while True:
            street, spot = places.frontage(numbers, spots)
            area = round(min(260.0, max(5.0, numbers.lognormvariate(3.1, 0.7))), 1)
            shape = places.rectangle(numbers, spot, area) if k % 4 == 0 else spot
            if places.in_public(shape):
                break
        if shape is not spot:
            area = round(area_m2(shape), 1)
        built = some_day(numbers, day("2016-02-01"), day("2016-06-30")) if new else \
            some_day(numbers, day("1998-01-01"), day("2015-05-31"))
        found = later(numbers, built, 5, 30) if new else _found(numbers)
        rows.append(_building(numbers, shape, "public", removed, built, found, numbers.choice(["沿街披屋", "店面外扩", "路边棚屋"]),
                              f"{street or '街坊道路'}{numbers.randint(1, 1400)}号旁", area))


def _trading(numbers, places, rows):
    spots = places.hot_spots(numbers, SHOPS, 40)
    closed = set(numbers.sample(range(TRADING), 271)) | set(range(TRADING, TRADING + TRADING_LATER, 2))
    goods = ["小吃", "理发", "水果", "杂货", "修车", "棋牌", "废品回收", "早点", "洗衣"]
    for k in range(TRADING + TRADING_LATER):
        street, spot = places.frontage(numbers, spots, 38)
        listed = k < TRADING
        found = some_day(numbers, FIRST, day("2015-12-31")) if listed else some_day(numbers, day("2016-01-15"), day("2016-08-31"))
        row = dict(geometry=spot, **{"class": "trading"}, zone="public", name=f"{numbers.choice(goods)}(无证)",
                   address=f"{street or '街坊道路'}{numbers.randint(1, 1400)}号", found_on=found,
                   found_by=numbers.choices(("survey", "patrol", "complaint", "agency"), (60, 20, 14, 6))[0],
                   area_m2=round(numbers.uniform(8, 90), 1), register="319" if listed else "later")
        if k in closed:
            row.update(status="resolved", resolved_on=_resolved(numbers, found),
                       removal_mode=numbers.choices(("banned", "licensed", "moved"), (62, 23, 15))[0])
        else:
            row.update(status=_open_status(numbers))
        rows.append(row)


def _group_rentals(numbers, places, centres, rows):
    weights = {"relocation": 1.5, "commodity": 1.2, "base": 0.6, "九星苑": 2.0}
    for _ in range(RESIDENCE):
        row = places.pick(numbers, weights)
        found = _found(numbers)
        item = dict(geometry=places.within(numbers, row, centres[row.id], 60), **{"class": "residence"}, zone="residential",
                    name="群租", address=f"{row.name}{numbers.randint(1, 96)}号", found_on=found,
                    found_by=numbers.choices(("patrol", "committee", "survey", "complaint", "agency"), (33, 26, 22, 15, 4))[0],
                    area_m2=round(numbers.uniform(45, 130), 1))
        if numbers.random() < 0.94:
            item.update(status="resolved", resolved_on=min(AS_OF, later(numbers, found, 6, 75)), removal_mode="rectified")
        else:
            item.update(status=numbers.choice(("ordered", "under_way")))
        rows.append(item)


def _land_and_outlets(numbers, places, rows):
    spots = places.hot_spots(numbers, {"street": 1.0, "lane": 1.5, "tertiary": 0.6}, 30)
    for k, (name, area) in enumerate((("占用绿地堆场", 1850.0), ("空地临时停车场", 2600.0), ("河边菜地", 940.0))):
        while True:
            street, spot = places.frontage(numbers, spots)
            shape = places.rectangle(numbers, spot, area)
            if places.in_public(shape):
                break
        found = day(("2015-07-14", "2015-10-09", "2016-03-22")[k])
        row = dict(geometry=shape, **{"class": "land"}, zone="public", name=name, address=street, found_on=found, found_by="survey",
                   area_m2=round(area_m2(shape), 1), status="resolved" if k < 2 else "ordered")
        if k < 2:
            row.update(resolved_on=day(("2016-04-28", "2016-07-15")[k]), removal_mode="restored")
        rows.append(row)
    spots = places.hot_spots(numbers, {"古美路": 2.0, "龙茗路": 2.0, "tertiary": 1.0}, 9)
    for k in range(9):
        street, spot = places.frontage(numbers, spots)
        found = _found(numbers)
        row = dict(geometry=spot, **{"class": "discharge"}, zone="public", name="雨污混接排口" if k % 3 else "餐饮污水直排口",
                   address=street, found_on=found, found_by=numbers.choice(("survey", "agency", "complaint")),
                   status="resolved" if k < 7 else "under_way")
        if k < 7:
            row.update(resolved_on=_resolved(numbers, found), removal_mode="rectified")
        rows.append(row)


