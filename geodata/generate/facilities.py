"""Elder-care, neighbourhood centres, schools and clinics. Real where the source's position is sure."""
from shapely.geometry import Point
from shapely.ops import nearest_points

from .frame import CODE, day, degrees, feature, geometry_of, metres, outline, read, rng, some_day

REAL = "2018年前后街道为老服务平台地图(BD-09已换算)"
SYNTHETIC = "合成:演示数据"
SERVICES = {"home": ["stay", "meals", "medical", "rehabilitation"], "centre": ["day_care", "home_care", "meals", "activities",
            "rehabilitation"], "station": ["activities", "counselling"], "day_care": ["day_care", "meals"],
            "care_home": ["stay", "day_care", "home_care"], "meal_point": ["meals"]}
# 片区, state, opened, street near which it stands, capacity
CENTRES = [("P01", "东兰片综合为老服务中心", "open", "2015-11-20", (121.3792, 31.1557), 60),
           ("P02", "平南片综合为老服务中心", "building", None, (121.3868, 31.1556), 50),
           ("P03", "万源片综合为老服务中心", "planned", None, (121.3901, 31.1483), 50),
           ("P04", "平吉片综合为老服务中心", "open", "2014-10-09", (121.3803, 31.1443), 55),
           ("P05", "平阳片综合为老服务中心", "open", "2016-07-08", (121.3783, 31.13765), 48),
           ("P06", "古美片综合为老服务中心", "open", "2016-05-25", (121.3998, 31.1468), 60)]
HOMES = {"莲花敬老院": (187, None), "古美敬老院": (120, None), "平阳敬老院": (200, "2008-12-01")}
BUILDING, PLANNED, ACROSS = 5, 3, 2


def elder(committees):
    numbers = rng("elder_facilities")
    real = {item["properties"]["name"]: item for item in read("gumei_facilities.geojson")}
    rows = []

    def add(tier, name, shape, state, provenance, source, serves=(), **more):
        rows.append(feature(f"{CODE}-F{len(rows) + 1:03d}", shape, tier=tier, name=name, state=state, **more,
                            services=SERVICES[tier], serves=list(serves), provenance=provenance, source=source))

    for name, (beds, opened) in HOMES.items():
        item = real[name]
        note = REAL + (";床位数合成" if name == "古美敬老院" else "")
        add("home", name, geometry_of(item), "open", "source", note, address=item["properties"].get("address"), capacity=beds,
            opened_on=opened, valid_from=opened)
    for key, name, state, opened, spot, capacity in CENTRES:
        site = f"site:{key}"
        note = "合成:位置按片区推定" + (";2016年7月开办据来源,来源地址与点位不一致" if key == "P05" else "")
        add("centre", name, Point(spot), state, "synthetic", note, capacity=capacity, opened_on=opened, site_id=site)
    _stations(numbers, committees, add)
    item = real["平南日间照料中心"]
    add("day_care", "平南日间照料中心", geometry_of(item), "building", "source", REAL + ";与平南邻里中心合建,2016年状态推定",
        capacity=30, site_id="site:pingnan-neighbourhood-centre")
    for name, home, opened in (("平吉一村日托站", "平吉一村", "2011-05-01"), ("平吉二村日托站", "平吉二村", "2012-09-01")):
        row = next(row for row in committees if row.name == home)
        add("day_care", name, _near(numbers, row, 60), "open", "synthetic", "名称据来源,来源点位存疑,位置合成", capacity=20,
            opened_on=opened)
    site = CENTRES[4]
    add("care_home", "智汇坊长者照护之家", Point(site[4]), "open", "synthetic", "名称、18床、2016年7月开办据来源;位置合成",
        address="平阳路1526号", capacity=18, opened_on="2016-07-08", site_id="site:P05")
    for name, key in (("古美助餐点", "P06"), ("平吉助餐点", "P04"), ("东兰助餐点", "P01")):
        centre = next(row for row in CENTRES if row[0] == key)
        add("meal_point", name, Point(centre[4]), "open", "synthetic", "合成:与片区为老服务中心同址", capacity=80,
            opened_on=centre[3], site_id=f"site:{key}")
    row = next(row for row in committees if row.name == "平南一居")
    add("meal_point", "平南助餐点", _near(numbers, row, 50), "open", "synthetic", "名称据来源,来源点位存疑,位置合成", capacity=60,
        opened_on="2013-06-18")
    return rows


def _near(numbers, row, spread):
    while True:
        spot = degrees(Point(numbers.gauss(row.point.x, spread), numbers.gauss(row.point.y, spread)))
        if row.area.contains(spot):
            return spot


def _stations(numbers, committees, add):
    states = ["open"] * (len(committees) - BUILDING - PLANNED) + ["building"] * BUILDING + ["planned"] * PLANNED
    numbers.shuffle(states)
    frame = metres(outline())
    opened = [k for k, state in enumerate(states) if state == "open"]
    across = set(numbers.sample(opened, ACROSS))
    for k, (row, state) in enumerate(zip(committees, states)):
        spot, serves, note = _near(numbers, row, 30), [], "合成:在居委会真实点位附近"
        if k in across:
            area = metres(row.area)
            edge = [nearest_points(row.point, metres(other.area))[1] for other in committees
                    if other is not row and area.distance(metres(other.area)) < 1]
            near = min(edge, key=lambda point: row.point.distance(point))
            size = near.distance(row.point)
            beyond = Point(near.x + (near.x - row.point.x) / size * 22, near.y + (near.y - row.point.y) / size * 22)
            if frame.contains(beyond):
                spot, serves, note = degrees(beyond), [f"committees:{row.id}"], "合成:设在邻近居民区,按约定服务本居民区"
        date = some_day(numbers, day("2012-03-01"), day("2016-08-31")) if state == "open" else None
        add("station", f"{row.name}为老服务站", spot, state, "synthetic", note, capacity=numbers.choice((20, 25, 30, 30, 40)),
            opened_on=date, serves=serves)


def neighbourhood_centres():
    real = {item["properties"]["name"]: item for item in read("gumei_facilities.geojson")}
    return [feature(f"{CODE}-N01", geometry_of(real["平南邻里中心"]), name="平南邻里中心", pianqu_id=f"{CODE}-P02", state="building",
                    due_on="2016-12-31", services=["elder", "medical", "culture", "education"], provenance="source",
                    source=REAL + ";2016年状态据计划"),
            feature(f"{CODE}-N02", Point(121.38925, 31.15055), name="万源邻里中心", pianqu_id=f"{CODE}-P03", state="building",
                    due_on="2016-12-31", services=["elder", "culture", "sport", "education"], provenance="synthetic",
                    source="计划列名;位置合成")]


CIVIC = ("health_centre", "health_station", "kindergarten", "school", "community_school", "subdistrict_office")


def civic():
    rows = []
    for item in read("gumei_facilities.geojson"):
        info = item["properties"]
        if info["kind"] in CIVIC and info["position_quality"] == "ok":
            rows.append(feature(f"{CODE}-S{len(rows) + 1:02d}", geometry_of(item), kind=info["kind"], name=info["name"],
                                address=info.get("address"), provenance="source", source=REAL))
    return rows
