use crate::{
    domain::{Crs, GeometryColumn},
    spatial::Reprojection,
};

/// The reference system behind a database's own number, if it can be read.
///
/// - `entry`: register and code, as the database's table of systems has them.
///
/// # Errors
/// In words, why the geometries cannot be brought to CRS84.
pub(super) fn resolve(srid: i32, entry: Option<(&str, i64)>) -> Result<Crs, String> {
    if srid <= 0 {
        return Err(format!(
            "its reference system is undefined ({srid}); say which one it is, as `ogr2ogr -a_srs` does"
        ));
    }
    let Some((register, code)) = entry else {
        return Err(format!(
            "its reference system {srid} is not in the database's list of systems"
        ));
    };
    let crs = Crs::of_register(register, &code.to_string()).ok_or_else(|| {
        format!("its reference system {srid} is `{register}:{code}`; only those of EPSG and ESRI are read")
    })?;
    // Databases hold WGS 84 with the longitude first, which has a name of its own.
    if crs == Crs::Epsg(GeometryColumn::WGS84 as u32) {
        return Ok(Crs::Crs84);
    }
    Reprojection::of(crs).map_err(|error| format!("its geometries cannot be read: {error}"))?;
    Ok(crs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_what_the_database_says_it_is() {
        assert_eq!(resolve(4326, Some(("EPSG", 4326))), Ok(Crs::Crs84));
        assert_eq!(resolve(100_000, Some(("epsg", 4549))), Ok(Crs::Epsg(4549)));
        for (srid, entry, word) in [
            (-1, Some(("NONE", -1)), "undefined"),
            (0, None, "undefined"),
            (4549, None, "not in the database's list"),
            (100_001, Some(("USER", 100_001)), "`USER:100001`"),
            (99_999, Some(("EPSG", 99_999)), "does not know EPSG:99999"),
            (4978, Some(("EPSG", 4978)), "GeodeticCRS"),
            (2381, Some(("EPSG", 2381)), "Xian 1980"),
        ] {
            let reason = resolve(srid, entry).unwrap_err();
            assert!(reason.contains(word), "{reason}");
        }
    }
}
