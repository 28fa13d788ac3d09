"""Asks GeoPandas, SedonaDB and PostGIS what `benches/analyses.rs` asks gumei, of the same file.

analyses.py city.gpkg ours.json [postgres URL]

Loading is not timed, only the work: from tables in memory, or in the database with its indexes,
to the numbers. Each is run three times (once where it takes longer than 10 s) and the median
told. A result that differs from gumei's is said aloud and makes the script fail.
"""

import json
import sys
import time

import geopandas
import numpy
import pandas
import pyogrio
import pyproj
import scipy.spatial
import sedonadb
import shapely

REACH_M = 500.0
SIDES = 96
NEIGHBOURS = 5

file, ours_file, *database = sys.argv[1:]
ours = json.load(open(ours_file))
lon0, lat0 = ours["origin"]
PLANE = pyproj.CRS.from_proj4(f"+proj=tmerc +lat_0={lat0} +lon_0={lon0} +k=1 +ellps=GRS80 +units=m")
results = ours["results"]
wrong = []


def timed(engine, work, name):
    times = []
    while len(times) < 3 and not (times and times[0] > 10):
        began = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - began)
    median = sorted(times)[len(times) // 2]
    print(f"{engine:10} {name}: {median * 1000:.0f} ms", flush=True)
    return answer


def same(engine, name, found, relative):
    wanted = results[name]
    if abs(found - wanted) > relative * abs(wanted):
        wrong.append(f"{engine}: {name} is {found}, gumei has {wanted}")


def read(layer, columns=()):
    return pyogrio.read_dataframe(file, layer=layer, columns=list(columns))


def plane(frame):
    return frame.set_geometry(frame.geometry.set_crs("EPSG:4326", allow_override=True).to_crs(PLANE))


def circles(points):
    """Of equal area as the discs, as gumei draws them."""
    step = 2 * numpy.pi / SIDES
    radius = REACH_M * numpy.sqrt(step / numpy.sin(step))
    angles = numpy.arange(SIDES + 1) % SIDES * step
    ring = radius * numpy.stack([numpy.cos(angles), numpy.sin(angles)], axis=1)
    return shapely.polygons(shapely.get_coordinates(points)[:, None, :] + ring[None, :, :])


events = read("violations", ["class"])
compounds = read("compounds", ["id"])
subdistricts = plane(read("subdistricts", ["id"]))
buildings = plane(read("buildings", ["residents_60"]))
elder = plane(read("elder_facilities", ["id"]))
civic = plane(read("civic_facilities", ["id"]))
facilities = pandas.concat([elder, civic], ignore_index=True)
discs = geopandas.GeoDataFrame(geometry=circles(facilities.geometry.values), crs=PLANE)
# Columns of geometries are named alike in all engines.
frames = {
    "events": events[["class", "geometry"]],
    "compounds": compounds[["id", "geometry"]],
    "subdistricts": subdistricts[["id", "geometry"]],
    "buildings": buildings[["residents_60", "geometry"]].assign(number=range(len(buildings))),
    "elder": elder[["id", "geometry"]],
    "facilities": facilities[["id", "geometry"]],
    "discs": discs,
}
print(f"read: {len(events)} events, {len(compounds)} compounds, {len(buildings)} buildings, {len(facilities)} facilities", flush=True)


def by_geopandas():
    engine = "GeoPandas"

    def join():
        joined = geopandas.sjoin(frames["events"], frames["compounds"], predicate="within")
        return joined.groupby(["id", "class"]).size()

    counted = timed(engine, join, "events per compound and class")
    same(engine, "join_groups", len(counted), 0)
    # A point on a border is within none here, and in exactly one compound there.
    same(engine, "join_inside", int(counted.sum()), 1e-6)

    def nearest():
        tree = scipy.spatial.cKDTree(shapely.get_coordinates(facilities.geometry.values))
        return tree.query(shapely.get_coordinates(buildings.geometry.values), NEIGHBOURS, workers=2)[0]

    found = timed("SciPy", nearest, "5 nearest facilities of each building (k-d tree)")
    same("SciPy", "nearest_sum_m", found.sum(), 1e-9)

    def uncovered():
        union = shapely.union_all(frames["discs"].geometry.values)
        return union.area, shapely.area(shapely.difference(subdistricts.geometry.values, union)).sum()

    union, gaps = timed(engine, uncovered, "union of the reaches, uncovered area per subdistrict")
    same(engine, "union_m2", union, 1e-6)
    same(engine, "uncovered_polygons_m2", gaps, 1e-6)
    # By true discs; polygons of as large an area are next to the same.
    same(engine, "union_true_m2", union, 1e-6)
    same(engine, "uncovered_true_m2", gaps, 1e-6)

    def elders():
        near = geopandas.sjoin(frames["buildings"], frames["elder"], predicate="dwithin", distance=REACH_M)
        reached = frames["buildings"].loc[near.index.unique()]
        of = lambda frame: geopandas.sjoin(frame, frames["subdistricts"], predicate="within").groupby("id")["residents_60"].sum()
        return of(reached), of(frames["buildings"])

    reached, of = timed(engine, elders, "share of elders reached per subdistrict")
    same(engine, "elders", of.sum(), 1e-6)
    same(engine, "elders_reached", reached.sum(), 1e-5)


def by_sedona():
    engine = "SedonaDB"
    sedona = sedonadb.connect()
    for name, frame in frames.items():
        # Planes without a name of their own are no system it knows.
        sedona.create_data_frame(frame.set_crs(None, allow_override=True)).to_memtable().to_view(name)
    sql = lambda text: sedona.sql(text).to_pandas()

    counted = timed(
        engine,
        lambda: sql(
            "select c.id, e.class, count(*) as n from compounds c join events e"
            " on st_contains(c.geometry, e.geometry) group by c.id, e.class"
        ),
        "events per compound and class",
    )
    same(engine, "join_groups", len(counted), 0)
    same(engine, "join_inside", int(counted["n"].sum()), 1e-6)
    found = timed(
        engine,
        lambda: sql(
            "select sum(st_distance(b.geometry, f.geometry)) as m from buildings b join facilities f"
            f" on st_knn(b.geometry, f.geometry, {NEIGHBOURS}, false)"
        ),
        "5 nearest facilities of each building",
    )
    same(engine, "nearest_sum_m", found["m"][0], 1e-9)
    reached = timed(
        engine,
        lambda: sql(
            "with near as (select distinct b.number from buildings b join elder f"
            f" on st_dwithin(b.geometry, f.geometry, {REACH_M}))"
            " select s.id, sum(b.residents_60) as n, sum(case when near.number is null then 0 else b.residents_60 end) as r"
            " from subdistricts s join buildings b on st_contains(s.geometry, b.geometry)"
            " left join near on near.number = b.number group by s.id"
        ),
        "share of elders reached per subdistrict",
    )
    same(engine, "elders", reached["n"].sum(), 1e-6)
    same(engine, "elders_reached", reached["r"].sum(), 1e-5)


def by_postgis(url):
    import psycopg

    engine = "PostGIS"
    with psycopg.connect(url, autocommit=True) as connection:

        def sql(text):
            return connection.execute(text).fetchall()

        srid = 998_001
        wkt = f"+proj=tmerc +lat_0={lat0} +lon_0={lon0} +k=1 +ellps=GRS80 +units=m +no_defs"
        connection.execute("delete from spatial_ref_sys where srid = %s", [srid])
        connection.execute("insert into spatial_ref_sys (srid, proj4text) values (%s, %s)", [srid, wkt])
        connection.execute("drop schema if exists peer cascade; create schema peer")
        for name, columns in [
            ("subdistricts", "id"), ("buildings", "fid, residents_60"), ("elder_facilities", "id"), ("civic_facilities", "id"),
        ]:
            connection.execute(
                f"create table peer.{name} as select {columns}, st_transform(geometry, {srid}) as geometry from public.{name}"
            )
        connection.execute("create table peer.facilities as select * from peer.elder_facilities union all select * from peer.civic_facilities")
        for name in ["subdistricts", "buildings", "elder_facilities", "facilities"]:
            connection.execute(f"create index on peer.{name} using gist (geometry); vacuum analyze peer.{name}".split(";")[0])
            connection.execute(f"vacuum analyze peer.{name}")
        disc = (
            "(select st_makepolygon(st_makeline(array_agg(st_makepoint({x} + r * cos(a), {y} + r * sin(a)) order by i))) from"
            f" (select i, (i % {SIDES}) * 2 * pi() / {SIDES} as a, {REACH_M} * sqrt((2 * pi() / {SIDES}) / sin(2 * pi() / {SIDES})) as r"
            f" from generate_series(0, {SIDES}) i) corners)"
        ).replace("{x}", "st_x(f.geometry)").replace("{y}", "st_y(f.geometry)")
        connection.execute(f"create table peer.discs as select st_setsrid({disc}, {srid}) as geometry from peer.facilities f")

        # The compounds outermost: the planner's own way takes several times as long.
        counted = timed(
            engine,
            lambda: sql(
                "select c.id, e.class, sum(e.n) from compounds c cross join lateral (select class, count(*) as n from violations v"
                " where st_contains(c.geometry, v.geometry) group by class) e group by 1, 2"
            ),
            "events per compound and class",
        )
        same(engine, "join_groups", len(counted), 0)
        same(engine, "join_inside", int(sum(row[2] for row in counted)), 1e-6)
        found = timed(
            engine,
            lambda: sql(
                "select sum(n.m) from peer.buildings b cross join lateral (select b.geometry <-> f.geometry as m"
                f" from peer.facilities f order by b.geometry <-> f.geometry limit {NEIGHBOURS}) n"
            ),
            "5 nearest facilities of each building",
        )
        same(engine, "nearest_sum_m", found[0][0], 1e-9)
        found = timed(
            engine,
            lambda: sql(
                "with whole as materialized (select st_union(geometry) as geometry from peer.discs)"
                " select st_area(whole.geometry), (select sum(st_area(st_difference(s.geometry, whole.geometry))) from peer.subdistricts s) from whole"
            ),
            "union of the reaches, uncovered area per subdistrict",
        )
        same(engine, "union_m2", found[0][0], 1e-6)
        same(engine, "uncovered_polygons_m2", found[0][1], 1e-6)
        found = timed(
            engine,
            lambda: sql(
                "select s.id, sum(b.residents_60), sum(b.residents_60) filter (where exists (select from peer.elder_facilities f"
                f" where st_dwithin(f.geometry, b.geometry, {REACH_M}))) from peer.subdistricts s"
                " join peer.buildings b on st_contains(s.geometry, b.geometry) group by s.id"
            ),
            "share of elders reached per subdistrict",
        )
        same(engine, "elders", float(sum(row[1] for row in found)), 1e-6)
        same(engine, "elders_reached", float(sum(row[2] for row in found)), 1e-5)
        connection.execute("drop schema peer cascade")


for name, milliseconds in ours["milliseconds"].items():
    print(f"{'gumei':10} {name}: {milliseconds} ms")
by_geopandas()
by_sedona()
for url in database:
    by_postgis(url)
if wrong:
    sys.exit("\n".join(wrong))
print("all results are the same")
