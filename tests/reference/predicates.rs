//! The eight relations, held against PostGIS 3.3 with GEOS.

use geo::MapCoords;
use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};
use gumei::{
    domain::GeometryKind,
    spatial::{Limits, PreparedShape, Relation, admit},
};
use sqlx::{Row, postgres::PgRow};
use wkt::ToWkt;

use crate::{postgres, support::random::Random};

const FUNCTIONS: [(Relation, &str); 8] = [
    (Relation::Contains, "ST_Contains"),
    (Relation::Crosses, "ST_Crosses"),
    (Relation::Disjoint, "ST_Disjoint"),
    (Relation::Equals, "ST_Equals"),
    (Relation::Intersects, "ST_Intersects"),
    (Relation::Overlaps, "ST_Overlaps"),
    (Relation::Touches, "ST_Touches"),
    (Relation::Within, "ST_Within"),
];

/// Geometries on a grid so small that they share vertices, edges and whole shapes.
struct Grid {
    random: Random,
    size: usize,
}

impl Grid {
    fn coord(&mut self) -> Coord {
        let mut ordinate = || self.random.below(self.size + 1) as f64;
        Coord { x: ordinate(), y: ordinate() }
    }

    fn coords(&mut self, least: usize, most: usize) -> Vec<Coord> {
        let count = least + self.random.below(most - least + 1);
        (0..count).map(|_| self.coord()).collect()
    }

    fn line(&mut self) -> LineString {
        let mut coords = self.coords(2, 5);
        if self.random.below(4) == 0 {
            coords.push(coords[0]);
        }
        LineString(coords)
    }

    /// Rectangles, with a hole or notch at times, triangles, and rings of random vertices.
    fn polygon(&mut self) -> Polygon {
        match self.random.below(4) {
            0 => Polygon::new(LineString(self.coords(3, 3)), Vec::new()),
            1 => Polygon::new(LineString(self.coords(4, 6)), Vec::new()),
            shape => {
                let (a, b) = (self.coord(), self.coord());
                let rectangle = |a: Coord, b: Coord| {
                    LineString::from(vec![(a.x, a.y), (b.x, a.y), (b.x, b.y), (a.x, b.y)])
                };
                let holes = match shape {
                    2 => vec![LineString(self.coords(3, 4))],
                    _ => Vec::new(),
                };
                Polygon::new(rectangle(a, b), holes)
            }
        }
    }

    fn geometry(&mut self) -> Geometry {
        let parts = 1 + self.random.below(3);
        match self.random.below(6) {
            0 => Point(self.coord()).into(),
            1 => MultiPoint(self.coords(1, 4).into_iter().map(Point).collect()).into(),
            2 => self.line().into(),
            3 => MultiLineString((0..parts).map(|_| self.line()).collect()).into(),
            4 => self.polygon().into(),
            _ => MultiPolygon((0..parts).map(|_| self.polygon()).collect()).into(),
        }
    }

    /// One that the gate lets in, as a table or a filter holds it.
    fn valid(&mut self) -> Geometry {
        loop {
            let geometry = self.geometry();
            if let Ok(geometry) = admit(geometry, GeometryKind::Geometry, Limits::default()) {
                return geometry;
            }
        }
    }
}

/// Grids and what their coordinates are multiplied by for GEOS.
///
/// GEOS 3.11 computes where segments cross; where no number of 64 bits is that place, it can take
/// two lines that share a segment for lines that only cross. Two segments on a grid of size n cross
/// at fractions whose denominators are at most 2n², so with their least common multiple every
/// crossing has whole coordinates, and GEOS is exact. It is too large for the last grid, where
/// lines are not compared with lines.
const GRIDS: [(usize, f64); 4] =
    [(2, 840.0), (3, 12_252_240.0), (4, 144_403_552_893_600.0), (8, 1.0)];

fn are_lines(pair: &(Geometry, Geometry)) -> bool {
    let is_line = |geometry: &Geometry| {
        matches!(geometry, Geometry::LineString(_) | Geometry::MultiLineString(_))
    };
    is_line(&pair.0) && is_line(&pair.1)
}

fn scaled(geometry: &Geometry, scale: f64) -> Geometry {
    geometry.map_coords(|coord| coord * scale)
}

/// What PostGIS says of each pair, in the order of `functions`.
async fn postgis(pairs: &[(Geometry, Geometry)], functions: &[(Relation, &str)]) -> Vec<Vec<bool>> {
    let server = postgres::server();
    let database = server.bare().await;
    server.execute(&database, "create extension postgis").await;
    let mut connection = server.connect(&database).await;
    let columns: Vec<String> =
        functions.iter().map(|(_, function)| format!("{function}(a, b)")).collect();
    let statement = format!(
        "select {} from (select row, ST_GeomFromText(a) a, ST_GeomFromText(b) b
         from unnest($1::text[], $2::text[]) with ordinality as pairs(a, b, row)) as pairs
         order by row",
        columns.join(", ")
    );
    let texts = |side: fn(&(Geometry, Geometry)) -> &Geometry| -> Vec<String> {
        pairs.iter().map(|pair| side(pair).wkt_string()).collect()
    };
    let rows = sqlx::query(sqlx::AssertSqlSafe(statement))
        .bind(texts(|pair| &pair.0))
        .bind(texts(|pair| &pair.1))
        .fetch_all(&mut connection)
        .await
        .unwrap();
    let row = |row: &PgRow| (0..functions.len()).map(|column| row.get(column)).collect();
    rows.iter().map(row).collect()
}

fn differences(pairs: &[(Geometry, Geometry)], expected: &[Vec<bool>]) -> Vec<String> {
    assert_eq!(pairs.len(), expected.len());
    let mut found = Vec::new();
    for ((a, b), expected) in pairs.iter().zip(expected) {
        let (left, right) = (PreparedShape::new(a.clone()), PreparedShape::new(b.clone()));
        for ((relation, _), expected) in FUNCTIONS.iter().zip(expected) {
            let ours = right.relates(*relation, a).unwrap();
            let other_way = left.relates(relation.converse(), b).unwrap();
            if ours != *expected || other_way != *expected {
                found.push(format!(
                    "{relation:?}: {ours}/{other_way}, PostGIS {expected}: {} | {}",
                    a.wkt_string(),
                    b.wkt_string()
                ));
            }
        }
    }
    found
}

#[tokio::test]
async fn relations_of_small_shapes_are_those_of_postgis() {
    let (mut pairs, mut for_geos) = (Vec::new(), Vec::new());
    for (size, scale) in GRIDS {
        let mut grid = Grid { random: Random(size as u64), size };
        let mut add = |pair: (Geometry, Geometry)| {
            if scale > 1.0 || !are_lines(&pair) {
                for_geos.push((scaled(&pair.0, scale), scaled(&pair.1, scale)));
                pairs.push(pair);
            }
        };
        (0..1500).for_each(|_| add((grid.valid(), grid.valid())));
        // Equal ones, some written differently.
        for _ in 0..50 {
            let one = grid.valid();
            let mut other = one.clone();
            if let Geometry::LineString(line) = &mut other {
                line.0.reverse();
            }
            add((one, other));
        }
    }

    let expected = postgis(&for_geos, &FUNCTIONS).await;

    let held = (0..8).map(|column| expected.iter().filter(|row| row[column]).count());
    for (count, (relation, _)) in held.zip(FUNCTIONS) {
        assert!(count > 50, "{relation:?} holds {count} times, which says too little");
    }
    let found = differences(&pairs, &expected);
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
}

/// Empty geometries are disjoint from all; PostGIS calls two empty ones equal.
#[tokio::test]
async fn relations_of_empty_geometries_are_those_of_postgis() {
    let empty: [Geometry; 4] = [
        MultiPoint(Vec::new()).into(),
        LineString(Vec::new()).into(),
        MultiPolygon(Vec::new()).into(),
        Polygon::new(LineString(Vec::new()), Vec::new()).into(),
    ];
    let mut grid = Grid { random: Random(1), size: 3 };
    let mut pairs: Vec<(Geometry, Geometry)> = Vec::new();
    for one in &empty {
        pairs.extend(empty.iter().map(|other| (one.clone(), other.clone())));
        pairs.extend((0..10).map(|_| (one.clone(), grid.valid())));
    }

    let expected = postgis(&pairs, &FUNCTIONS).await;

    let found = differences(&pairs, &expected);
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
}

/// A collection meets what one of its members meets; GEOS 3.11 fails on members that overlap.
#[tokio::test]
async fn collections_intersect_as_their_members_do_in_postgis() {
    let mut grid = Grid { random: Random(7), size: 4 };
    let cases: Vec<(Geometry, Vec<Geometry>)> = (0..1500)
        .map(|_| (grid.valid(), (0..1 + grid.random.below(3)).map(|_| grid.valid()).collect()))
        .collect();
    let pairs: Vec<(Geometry, Geometry)> = cases
        .iter()
        .flat_map(|(plain, members)| members.iter().map(|member| (plain.clone(), member.clone())))
        .collect();

    let mut answers = postgis(&pairs, &[(Relation::Intersects, "ST_Intersects")]).await.into_iter();

    for (plain, members) in cases {
        let expected =
            answers.by_ref().take(members.len()).fold(false, |found, answer| found | answer[0]);
        let collection = Geometry::GeometryCollection(GeometryCollection(members));
        let words = format!("{} | {}", plain.wkt_string(), collection.wkt_string());
        let shape = PreparedShape::new(collection.clone());
        assert_eq!(shape.relates(Relation::Intersects, &plain), Ok(expected), "{words}");
        assert_eq!(shape.relates(Relation::Disjoint, &plain), Ok(!expected), "{words}");
        let shape = PreparedShape::new(plain);
        assert_eq!(shape.relates(Relation::Intersects, &collection), Ok(expected), "{words}");
    }
}
