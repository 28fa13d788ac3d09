use std::{fmt, str::FromStr};

/// A coordinate reference system by the register that defines it.
///
/// Only the name: axes, units and area of use are PROJ's to say
/// (`spatial::reproject`). Written as a URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Crs {
    /// WGS 84 longitude, latitude in degrees: how features are held in memory, and what is
    /// meant where nothing is said.
    Crs84,
    Epsg(u32),
    Esri(u32),
}

/// The text names no reference system.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` names no reference system; write it like http://www.opengis.net/def/crs/EPSG/0/4490"
)]
pub struct CrsError(pub String);

impl Crs {
    /// What every collection is offered in, the default first.
    ///
    /// WGS 84 (longitude, latitude); WGS 84 (latitude, longitude); CGCS2000 (latitude,
    /// longitude); CGCS2000 Gauss–Krüger about 120° E (northing, easting), without and with the
    /// zone number; Web Mercator (easting, northing). Shifted Chinese map coordinates (GCJ-02,
    /// BD-09) are no reference systems and must never stand here.
    pub const OFFERED: [Self; 6] = [
        Self::Crs84,
        Self::Epsg(4326),
        Self::Epsg(4490),
        Self::Epsg(4549),
        Self::Epsg(4528),
        Self::Epsg(3857),
    ];

    /// The system of a register, by the register's name in any case; `None` for a register that
    /// is not read.
    pub fn of_register(register: &str, code: &str) -> Option<Self> {
        let number = || {
            let digits = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
            code.parse::<u32>().ok().filter(|number| digits && *number > 0)
        };
        match register.to_ascii_uppercase().as_str() {
            "EPSG" => number().map(Self::Epsg),
            "ESRI" => number().map(Self::Esri),
            "OGC" if code.eq_ignore_ascii_case("CRS84") => Some(Self::Crs84),
            _ => None,
        }
    }

    /// As GeoJSON files of 2008 name it, and GDAL writes it: `urn:ogc:def:crs:EPSG::4490`.
    pub fn urn(self) -> String {
        match self {
            Self::Crs84 => "urn:ogc:def:crs:OGC:1.3:CRS84".to_owned(),
            Self::Epsg(code) => format!("urn:ogc:def:crs:EPSG::{code}"),
            Self::Esri(code) => format!("urn:ogc:def:crs:ESRI::{code}"),
        }
    }

    /// As PROJ, GDAL and people write it: `EPSG:4490`.
    pub fn short_name(self) -> String {
        match self {
            Self::Crs84 => "OGC:CRS84".to_owned(),
            Self::Epsg(code) => format!("EPSG:{code}"),
            Self::Esri(code) => format!("ESRI:{code}"),
        }
    }
}

/// The URI of OGC 09-048, section 6.2.
impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const BASE: &str = "http://www.opengis.net/def/crs";
        match self {
            Self::Crs84 => write!(f, "{BASE}/OGC/1.3/CRS84"),
            Self::Epsg(code) => write!(f, "{BASE}/EPSG/0/{code}"),
            Self::Esri(code) => write!(f, "{BASE}/ESRI/0/{code}"),
        }
    }
}

/// Takes a prefix in any case.
fn after<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

impl FromStr for Crs {
    type Err = CrsError;

    /// From the URI (`http` or `https`), the URN `urn:ogc:def:crs:EPSG::4490`, or the CURIE
    /// `EPSG:4490`, also in brackets. All mean the register's own axis order.
    fn from_str(text: &str) -> Result<Self, CrsError> {
        let unknown = || CrsError(text.to_owned());
        let bare = text.trim();
        let bare = bare.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(bare);
        let uri = ["http://www.opengis.net/def/crs/", "https://www.opengis.net/def/crs/"]
            .iter()
            .find_map(|base| after(bare, base));
        let urn = after(bare, "urn:ogc:def:crs:");
        let parts: Vec<&str> = match (uri, urn) {
            (Some(rest), _) => rest.split('/').collect(),
            (_, Some(rest)) => rest.split(':').collect(),
            _ => bare.split(':').collect(),
        };
        let named = uri.is_some() || urn.is_some();
        match parts[..] {
            // The registers number their editions, but a code never changes its meaning.
            [register, version, code]
                if named && version.bytes().all(|b| b.is_ascii_digit() || b == b'.') =>
            {
                Self::of_register(register, code)
            }
            [register, code] if !named => Self::of_register(register, code),
            _ => None,
        }
        .ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_spelling_is_read() {
        for (text, crs) in [
            ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", Crs::Crs84),
            ("http://www.opengis.net/def/crs/OGC/0/CRS84", Crs::Crs84),
            ("OGC:CRS84", Crs::Crs84),
            ("urn:ogc:def:crs:OGC:1.3:CRS84", Crs::Crs84),
            ("http://www.opengis.net/def/crs/EPSG/0/4326", Crs::Epsg(4326)),
            ("https://www.opengis.net/def/crs/EPSG/0/4326", Crs::Epsg(4326)),
            ("HTTP://www.OpenGIS.net/def/crs/epsg/0/4326", Crs::Epsg(4326)),
            ("http://www.opengis.net/def/crs/EPSG/9.9.1/4549", Crs::Epsg(4549)),
            ("urn:ogc:def:crs:EPSG::4490", Crs::Epsg(4490)),
            ("EPSG:3857", Crs::Epsg(3857)),
            ("[EPSG:3857]", Crs::Epsg(3857)),
            ("esri:102012", Crs::Esri(102_012)),
        ] {
            assert_eq!(text.parse(), Ok(crs), "{text}");
        }
    }

    #[test]
    fn what_names_no_system_is_refused() {
        for text in [
            "",
            "4326",
            "EPSG:",
            "EPSG:0",
            "EPSG:-1",
            "EPSG:+4326",
            "EPSG:4326x",
            "EPSG:99999999999",
            "EPSG:0:4326",
            "[EPSG:4326",
            "GCJ02",
            "GCJ:02",
            "http://www.opengis.net/def/crs/EPSG/4326",
            "http://www.opengis.net/def/crs/EPSG/0/4326/",
            "http://www.opengis.net/def/crs/EPSG/x/4326",
            "http://www.opengis.net/def/crs/OGC/0/CRS84h",
            "http://example.com/def/crs/EPSG/0/4326",
            "经纬度",
        ] {
            assert_eq!(text.parse::<Crs>(), Err(CrsError(text.to_owned())));
        }
    }

    #[test]
    fn the_uri_and_the_short_name_lead_back() {
        for crs in Crs::OFFERED.into_iter().chain([Crs::Epsg(32651), Crs::Esri(102_012)]) {
            assert_eq!(crs.to_string().parse(), Ok(crs));
            assert_eq!(crs.short_name().parse(), Ok(crs));
        }
    }
}
