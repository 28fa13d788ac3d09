use geo::{Coord, Geometry, Intersects, Point, Rect, wkt};
use proptest::prelude::*;

use super::*;
use crate::spatial::{PreparedShape, Relation, measure::distance_m};

fn of(crs: Crs) -> Reprojection {
    Reprojection::of(crs).unwrap()
}

fn epsg(code: u32) -> Reprojection {
    of(Crs::Epsg(code))
}

fn point(x: f64, y: f64) -> Geometry {
    Point::new(x, y).into()
}

fn coord(geometry: Geometry) -> Coord {
    let Geometry::Point(point) = geometry else { panic!("no point") };
    point.0
}

/// EPSG's register, <https://epsg.org>, and OGC's for CRS84.
#[test]
fn axes_are_those_of_the_registers() {
    for (crs, axes, unit) in [
        (Crs::Crs84, ["Lon", "Lat"], "degree"),
        (Crs::Epsg(4326), ["Lat", "Lon"], "degree"),
        (Crs::Epsg(4490), ["Lat", "Lon"], "degree"),
        (Crs::Epsg(4549), ["X", "Y"], "metre"),
        (Crs::Epsg(4528), ["X", "Y"], "metre"),
        (Crs::Epsg(3857), ["X", "Y"], "metre"),
    ] {
        let way = of(crs);
        let definition = way.definition();
        let found = definition.axes.each_ref().map(|axis| axis.abbreviation.as_str());
        assert_eq!(found, axes, "{crs}");
        assert!(definition.axes.iter().all(|axis| axis.unit == unit), "{definition:?}");
    }
    let directions = |code| epsg(code).definition().axes.clone().map(|axis| axis.direction);
    assert_eq!(directions(4549), ["north", "east"]);
    assert_eq!(directions(4528), ["north", "east"]);
    assert_eq!(directions(3857), ["east", "north"]);
    assert_eq!(epsg(4549).definition().area, Some([118.5, 24.43, 121.5, 53.33]));
}

/// The centre of Gumei by Debian's PROJ 9.1.1:
/// `echo "121.397 31.144" | gdaltransform -s_srs EPSG:4326 -t_srs EPSG:4549`, and so on.
#[test]
fn positions_are_in_the_systems_own_order() {
    for (crs, first, second) in [
        (Crs::Crs84, 121.397, 31.144),
        (Crs::Epsg(4326), 31.144, 121.397),
        (Crs::Epsg(4490), 31.144, 121.397),
        (Crs::Epsg(4549), 3_447_779.808_4, 633_224.731_2),
        (Crs::Epsg(4528), 3_447_779.808_4, 40_633_224.731_2),
        (Crs::Epsg(3857), 13_513_852.223_8, 3_651_464.439),
    ] {
        let there = of(crs).forward(&point(121.397, 31.144)).unwrap();
        assert_eq!(coord(there.clone()), Coord { x: first, y: second }, "{crs}");
        let back = coord(of(crs).inverse(&there).unwrap());
        assert!(distance_m(back, (121.397, 31.144).into()) < 1e-4, "{crs}: {back:?}");
    }
}

#[test]
fn files_hold_the_easting_first_whatever_the_register_says() {
    let stored = point(633_224.731_2, 3_447_779.808_4);
    let read = coord(epsg(4549).from_storage(stored).unwrap());
    assert!(distance_m(read, (121.397, 31.144).into()) < 1e-4, "{read:?}");
    let stored = point(121.397, 31.144);
    assert_eq!(epsg(4490).from_storage(stored.clone()).unwrap(), stored);
}

#[test]
fn what_a_system_cannot_show_is_refused() {
    for (code, lon, lat) in
        [(3857, 0.0, 90.0), (3857, 10.0, -90.0), (4549, 30.0, 0.0), (4528, 37.0, 0.0)]
    {
        let refused = epsg(code).forward(&point(lon, lat)).unwrap_err();
        assert_eq!(refused, ReprojectError::Place { crs: Crs::Epsg(code), lon, lat });
    }
    // Beyond the area of use, but shown to the millimetre.
    assert!(epsg(3857).forward(&point(0.0, 89.0)).is_ok());
    assert!(epsg(4549).forward(&point(100.0, 31.0)).is_ok());
    // Axes the wrong way round, another zone's number, beyond the world, nothing at all.
    for (code, first, second) in [
        (4549, 3_447_779.8, 40_633_224.7),
        (4549, 1e8, 1e8),
        (3857, 2.1e7, 0.0),
        (3857, f64::NAN, 0.0),
        (3857, 0.0, 1e12),
    ] {
        let refused = epsg(code).inverse(&point(first, second)).unwrap_err();
        assert!(matches!(refused, ReprojectError::Position { .. }), "{refused}");
    }
    let refused = epsg(4528).inverse(&point(1e9, 1.0)).unwrap_err().to_string();
    assert_eq!(
        refused,
        "`1000000000`, `1` is no place in EPSG:4528, whose axes are Northing (X), Easting (Y)"
    );
}

#[test]
fn systems_that_are_unknown_not_flat_or_only_guessed_are_refused() {
    let refused = |code| Reprojection::of(Crs::Epsg(code)).unwrap_err();
    assert!(matches!(refused(99_999), ReprojectError::Unknown { .. }));
    assert!(matches!(refused(4978), ReprojectError::NotPlanar { .. }));
    assert!(matches!(refused(5773), ReprojectError::NotPlanar { .. }));
    assert!(matches!(refused(7415), ReprojectError::NotPlanar { .. }));
    // 西安80: its parameters are secret, and PROJ would take it for WGS 84.
    assert!(matches!(refused(4610), ReprojectError::Ballpark { .. }));
    assert!(matches!(refused(2381), ReprojectError::Ballpark { .. }));
}

/// 北京54 has published parameters for some basins and seas, not for Shanghai.
#[test]
fn a_guess_is_refused_where_it_would_be_one() {
    let shanghai = epsg(4214).from_storage(point(121.4, 31.1)).unwrap_err();
    assert!(matches!(shanghai, ReprojectError::Ballpark { .. }), "{shanghai}");
    // Ordos: EPSG operation 15918 to 15921 and 1.
    assert!(epsg(4214).from_storage(point(108.0, 38.0)).is_ok());
}

#[test]
fn every_kind_of_geometry_is_taken_along() {
    let polygon = wkt!(POLYGON((121.39 31.13,121.40 31.13,121.40 31.15,121.39 31.13)));
    let Geometry::Polygon(there) = epsg(4490).forward(&polygon.clone().into()).unwrap() else {
        panic!("the kind stays");
    };
    for (a, b) in there.exterior().coords().zip(polygon.exterior().coords()) {
        assert_eq!((a.x, a.y), (b.y, b.x));
    }
}

fn bbox(area: BoxArea) -> [f64; 4] {
    match area {
        BoxArea::Aligned(bbox) => bbox.to_array(),
        BoxArea::Curved(curved) => panic!("{curved:?}"),
    }
}

#[test]
fn boxes_of_geographic_systems_and_of_web_mercator_stay_boxes() {
    let of = |code, corners| bbox(epsg(code).area(corners).unwrap());
    assert_eq!(of(4326, [31.0, 121.0, 32.0, 122.0]), [121.0, 31.0, 122.0, 32.0]);
    assert_eq!(of(4490, [-20.0, 170.0, -10.0, -170.0]), [170.0, -20.0, -170.0, -10.0]);
    let world = of(3857, [-2.1e7, -1e9, 2.1e7, 1e9]);
    assert_eq!(world, [-180.0, -90.0, 180.0, 90.0]);
    let [west, south, east, north] = of(3857, [1.9e7, 0.0, 2.1e7, 3e6]);
    assert!((170.6..170.8).contains(&west) && (-171.4..-171.3).contains(&east));
    assert!((-1e-8..0.0).contains(&south) && (25.9..26.1).contains(&north));
}

#[test]
fn a_box_that_cannot_be_is_refused_by_name() {
    let refused = |code, corners| epsg(code).area(corners).unwrap_err().to_string();
    assert_eq!(
        refused(4549, [3e6, 5e5, 2e6, 6e5]),
        "`bbox` has its lower Northing (`3000000`) above its upper one (`2000000`); EPSG:4549 \
         wants Northing (X), Easting (Y), twice"
    );
    assert!(refused(4549, [3e6, 7e5, 4e6, 6e5]).contains("lower Easting"));
    assert!(refused(4326, [32.0, 121.0, 31.0, 122.0]).contains("south edge (32)"));
    assert!(refused(4326, [121.0, 31.0, 122.0, 32.0]).contains("leaves the range"));
    assert!(refused(4549, [-1e8, -1e8, 1e8, 1e8]).contains("make it smaller"));
    // Around the pole.
    assert!(refused(3031, [-1e6, -1e6, 1e6, 1e6]).contains("make it smaller"));
}

/// As a filter asks.
fn meets(area: &Curved, geometry: &Geometry) -> bool {
    let shape = PreparedShape::new(area.shape().clone());
    shape.relates(Relation::Intersects, geometry).unwrap()
}

#[test]
fn a_curved_box_may_cross_the_antimeridian() {
    // UTM zone 60, whose eastern edge is 180°.
    let BoxArea::Curved(area) = epsg(32660).area([6e5, 1e6, 9e5, 2e6]).unwrap() else {
        panic!("UTM has curves");
    };
    let envelope = area.envelope();
    assert!(envelope.west() > 177.0 && envelope.east() < -178.0, "{envelope:?}");
    for (lon, inside) in [(177.5, false), (179.0, true), (-179.9, true), (-179.0, false)] {
        assert_eq!(meets(&area, &point(lon, 13.0)), inside, "{lon}");
    }
}

#[test]
fn a_feature_is_found_by_the_position_it_was_answered_with() {
    for crs in Crs::OFFERED {
        let way = of(crs);
        for place in [point(121.397_123_456_789, 31.144_987_654_321), point(119.1, 30.123_456)] {
            let Coord { x, y } = coord(way.forward(&place).unwrap());
            let meets = match way.area([x, y, x, y]).unwrap() {
                BoxArea::Aligned(bbox) => {
                    let Coord { x, y } = coord(place.clone());
                    bbox.covers(x, y)
                }
                BoxArea::Curved(area) => meets(&area, &place),
            };
            assert!(meets, "{crs} {place:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// All over the area of use, with the rounding of answers: below a millimetre.
    #[test]
    fn there_and_back_is_below_a_millimetre(
        code in prop::sample::select(vec![4326, 4490, 4549, 4528, 3857, 32651, 2230]),
        u in 0.0..1.0, v in 0.0..1.0,
    ) {
        let way = epsg(code);
        let [west, south, east, north] = way.definition().area.unwrap();
        let place = Coord { x: west + (east - west) * u, y: south + (north - south) * v };
        let there = way.forward(&point(place.x, place.y)).unwrap();
        let back = coord(way.inverse(&there).unwrap());
        prop_assert!(distance_m(place, back) < 1e-3, "{place:?} {back:?}");
    }

    /// The box's area has exactly the places whose coordinates are in the box.
    #[test]
    fn a_curved_box_has_what_is_between_its_coordinates(
        corner in (2.8e6..5.8e6, 1e5..8e5),
        size in (1.0..3e5, 1.0..3e5),
        at in (-0.3..1.3, -0.3..1.3),
    ) {
        let way = epsg(4549);
        let (x, y): (f64, f64) = corner;
        let (height, width): (f64, f64) = size;
        let BoxArea::Curved(area) = way.area([x, y, x + height, y + width]).unwrap() else {
            panic!("Gauss–Krüger has curves");
        };
        let (px, py) = (x + height * at.0, y + width * at.1);
        let place = way.inverse(&point(px, py)).unwrap();
        let margin = |p: f64, low: f64, high: f64| (p - low).abs().min((p - high).abs());
        // At the very edge the curve is followed to a millimetre or so only.
        let edge = margin(px, x, x + height).min(margin(py, y, y + width));
        let inside = (0.0..=1.0).contains(&at.0) && (0.0..=1.0).contains(&at.1);
        prop_assume!(edge > 0.005);
        prop_assert_eq!(meets(&area, &place), inside);
        prop_assert!(!inside || area.envelope().covers(coord(place.clone()).x, coord(place).y));
    }

    #[test]
    fn lines_and_polygons_meet_a_curved_box_as_its_outline_says(
        corner in (121.0..121.5, 31.0..31.5), size in 0.0..0.2,
    ) {
        let way = epsg(4528);
        let BoxArea::Curved(area) = way.area([3.44e6, 40_620_000.0, 3.46e6, 40_650_000.0]).unwrap()
        else {
            panic!("Gauss–Krüger has curves");
        };
        let (x, y): (f64, f64) = corner;
        let shape = Rect::new((x, y), (x + size, y + size)).to_polygon();
        let outline = way
            .inverse(&Geometry::from(
                Rect::new((3.44e6, 40_620_000.0), (3.46e6, 40_650_000.0)).to_polygon(),
            ))
            .unwrap();
        // The plain corners bow by some metres over 30 km; nearer than that they cannot tell.
        let near = |by: f64| Geometry::from(
            Rect::new((x - by, y - by), (x + size + by, y + size + by)).to_polygon()
        ).intersects(&outline);
        prop_assume!(near(3e-4) == (size > 6e-4 && Geometry::from(
            Rect::new((x + 3e-4, y + 3e-4), (x + size - 3e-4, y + size - 3e-4)).to_polygon()
        ).intersects(&outline)));
        prop_assert_eq!(meets(&area, &shape.clone().into()), near(0.0));
    }
}
