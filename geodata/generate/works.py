"""River paths, road works, waterlogging, key areas and their businesses."""
import math

from shapely.geometry import LineString, Point, Polygon
from shapely.ops import linemerge, nearest_points, substring, unary_union

from .frame import AS_OF, CODE, day, degrees, feature, length_m, lines, metres, outline, rng, some_day
from .streets import HALF_WIDTH, street

SYNTHETIC = "合成:演示数据"
BANKS = [("虹梅路桥", "合川路", "虹梅路", "合川路", "north", "building", 0.28, None),
         ("莲花路", "合川路", "莲花路", "合川路", "south", "done", 1.0, day("2016-08-26"))]


def river_segments(streets, rivers):
    """One of the plan's two stretches on each bank; metres as drawn, not fitted to the plan's 1600."""
    river = next(row for row in rivers if row[0] == "漕河泾港")
    line = river[3]
    features = []
    for from_place, to_place, from_street, to_street, bank, stage, share, done_on in BANKS:
        ends = sorted(line.project(nearest_points(line, street(streets, name))[0]) for name in (from_street, to_street))
        middle = substring(line, *ends)
        side = middle.offset_curve((river[2] / 2 + 5) * (1 if bank == "north" else -1))
        side = degrees(LineString(list(side.coords)[::-1]))
        planned = round(length_m(side), 1)
        features.append(feature(
            f"{CODE}-RS{len(features) + 1:02d}", side, name=f"漕河泾港{'北' if bank == 'north' else '南'}岸({from_place}—{to_place})",
            river="漕河泾港", bank=bank, from_place=from_place, to_place=to_place, stage=stage, planned_m=planned,
            done_m=round(planned * share, 1), done_on=done_on, provenance="inferred",
            source="读法:计划两段各在一岸,按图上岸线实长计,与计划1600米不符处照实保留;河线推断,进度合成"))
    return features


def _inside(line):
    part = line.intersection(metres(outline()))
    if part.geom_type != "LineString":
        part = max(lines(linemerge(part)) if part.geom_type == "MultiLineString" else lines(part), key=lambda item: item.length)
    return part


def road_works(streets, gap):
    gumei, longest = _inside(street(streets, "古美路")), _inside(street(streets, "合川路"))
    rows = [("landscape", "古美路景观道路提升", "古美路", "漕宝路", "街道南界", gumei, "building", 0.62, "2016-03-15", None),
            ("landscape", "合川路景观道路提升", "合川路", "漕宝路", "顾戴路", longest, "design", 0.0, None, None),
            ("opening", "合川路(顾戴路—漕宝路)辟通", "合川路", "顾戴路", "漕宝路", gap, "building", 0.71, "2016-02-22", None)]
    features = []
    for kind, name, road, start, end, line, stage, share, started, opened in rows:
        shape = degrees(line)
        planned = round(length_m(shape), 1)
        features.append(feature(f"{CODE}-RW{len(features) + 1:02d}", shape, kind=kind, name=name, road=road, from_place=start,
                                to_place=end, stage=stage, planned_m=planned, done_m=round(planned * share, 1),
                                started_on=started, opened_on=opened, provenance="inferred",
                                source="计划列名;走向推断,起讫与进度合成"))
    for name, stage, lon, lat, width, depth in (("12号线东兰路站周边绿化", "done", 121.38765, 31.15755, 120, 34),
                                                ("12号线虹梅路站公交换乘", "building", 121.39245, 31.16172, 90, 40),
                                                ("12号线顾戴路站市政设施", "building", 121.38745, 31.14285, 100, 30)):
        x, y = metres(Point(lon, lat)).coords[0]
        c, s = math.cos(0.27), math.sin(0.27)
        ring = [(x + a * c - b * s, y + a * s + b * c) for a, b in
                ((-width / 2, -depth / 2), (width / 2, -depth / 2), (width / 2, depth / 2), (-width / 2, depth / 2))]
        features.append(feature(f"{CODE}-RW{len(features) + 1:02d}", degrees(Polygon(ring)), kind="metro", name=name, stage=stage,
                                started_on="2016-04-06", opened_on="2016-08-18" if stage == "done" else None,
                                provenance="synthetic", source="计划列名;范围与进度合成"))
    return features


def waterlogging(places):
    numbers = rng("waterlogging")
    old = sorted((row for row in places.compounds if row.kind != "commodity"), key=lambda row: row.id)
    chosen = sorted(numbers.sample(old, 15) + [numbers.choice([row for row in places.compounds if row.kind == "commodity"])],
                    key=lambda row: row.id)
    states = ["verified"] * 7 + ["done"] * 4 + ["building"] * 3 + ["planned"] * 2
    numbers.shuffle(states)
    features = []
    for number, (row, status) in enumerate(zip(chosen, states), 1):
        done = verified = None
        if status in ("done", "verified"):
            done = some_day(numbers, day("2016-04-10"), day("2016-08-20"))
            verified = some_day(numbers, done, AS_OF) if status == "verified" else None
        gate = numbers.choice(row.gates)
        hub = row.shape.representative_point()
        share = numbers.uniform(0.15, 0.6)
        spot = Point(gate.x + (hub.x - gate.x) * share, gate.y + (hub.y - gate.y) * share)
        if not row.shape.buffer(-2).contains(spot):
            spot = hub
        features.append(feature(f"{CODE}-WL{number:02d}", degrees(spot), name=f"{row.name}积水点", status=status, done_on=done,
                                verified_on=verified, provenance="synthetic", source=SYNTHETIC))
    return features


def key_areas(places, streets):
    inside = metres(outline()).buffer(-1)
    longming = street(streets, "龙茗路").buffer(HALF_WIDTH["secondary"] + 8, cap_style="flat").intersection(inside)
    jiuxing, zhongyou = places.compound("九星苑"), places.compound("中友嘉园")
    front = _frontage(zhongyou, [row[2] for row in streets if row[1] in ("primary", "secondary")])
    gumei = _inside(street(streets, "古美路"))
    start = gumei.project(nearest_points(gumei, street(streets, "平吉路"))[0])
    stretch = substring(gumei, start - 20, start + 290)
    rows = [("street", "龙茗路沿街", "无证无照经营、店招店牌不规范、跨门营业、占道堆物、乱停车", longming),
            ("compound", "九星苑小区", "毁绿种菜、乱停车、违法搭建、安全隐患", jiuxing.shape),
            ("frontage", "中友嘉园沿街商铺", "商铺污染源", front),
            ("catering", "古美路餐饮店污染重点区域", "15家餐饮店油烟与污水", stretch.buffer(32, cap_style="flat"))]
    features = []
    for kind, name, issues, shape in rows:
        area = jiuxing.area if kind == "compound" else degrees(shape.simplify(0.3))
        features.append(feature(f"{CODE}-KA{len(features) + 1:02d}", area, kind=kind, name=name, issues=issues,
                                provenance="synthetic", source="地名与问题据工作计划;范围合成"))
    return features, stretch, front


def _frontage(compound, streets):
    """The longest run of the compound's edge that lies along a main street."""
    band = unary_union(streets).buffer(34)
    runs = compound.shape.exterior.intersection(band)
    merged = linemerge(runs) if runs.geom_type == "MultiLineString" else runs
    run = max(lines(merged), key=lambda line: line.length)
    return run if run.length < 320 else substring(run, 0, 320)


def businesses(key_features, stretch, front):
    numbers = rng("businesses")
    catering = next(item["id"] for item in key_features if item["properties"]["kind"] == "catering")
    frontage = next(item["id"] for item in key_features if item["properties"]["kind"] == "frontage")
    rows = []
    styles = ["面馆", "川菜", "小笼", "烧烤", "快餐", "麻辣烫", "本帮菜", "早点", "饺子", "砂锅", "火锅", "茶餐厅", "烤鸭", "盖浇饭", "海鲜"]
    for k in range(15):
        at = 12 + k * (stretch.length - 24) / 14 + numbers.uniform(-4, 4)
        here, ahead = stretch.interpolate(at), stretch.interpolate(at + 1)
        angle = math.atan2(ahead.y - here.y, ahead.x - here.x) + math.pi / 2 * (-1 if k % 3 else 1)
        off = HALF_WIDTH["secondary"] + numbers.uniform(1, 4)
        spot = Point(here.x + off * math.cos(angle), here.y + off * math.sin(angle))
        state = "treated" if k in (0, 1, 2, 4, 5, 6, 8, 9, 11, 12, 14) else ("under_way" if k % 2 else "listed")
        rows.append(("restaurant", f"餐饮{k + 1:02d}号({styles[k]})", f"古美路{900 - k * 14}号", spot, state, catering,
                     numbers.choices(("licensed", "partial"), (12, 3))[0]))
    kinds = ["水产", "卤味", "熟食", "修车", "洗车", "水果", "干洗", "美发", "五金", "宠物", "快餐", "奶茶"]
    for k in range(12):
        spot = front.interpolate((k + 0.5) / 12 * front.length)
        state = "treated" if k in (0, 2, 3, 5, 6, 9, 10) else ("under_way" if k % 2 else "listed")
        rows.append(("shop", f"商铺{k + 1:02d}号({kinds[k]})", f"中友嘉园沿街{k * 2 + 1}号", spot, state, frontage,
                     numbers.choices(("licensed", "partial", "unlicensed"), (8, 3, 1))[0]))
    features = []
    for number, (kind, name, address, spot, state, area, licence) in enumerate(rows, 1):
        treated = some_day(numbers, day("2016-03-20"), day("2016-09-20")) if state == "treated" else None
        features.append(feature(f"{CODE}-B{number:03d}", degrees(spot), kind=kind, name=name, address=address, licence_state=licence,
                                state=state, treated_on=treated, key_area_id=area, provenance="synthetic", source=SYNTHETIC))
    return features
