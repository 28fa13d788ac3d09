//! Plain values as bytes, little-endian, and back.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{Reader, SavedError};
use crate::domain::{
    Access, Code, CollectionId, Crs, DataType, GeometryColumn, GeometryKind, Property, Relation,
    Role, Schema, Titles,
};

/// A value that has one form in bytes.
pub trait Field: Sized {
    fn put(&self, to: &mut Vec<u8>);

    /// # Errors
    /// [`SavedError::Damaged`] when the bytes are no such value.
    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError>;
}

/// Bytes that are read value by value. A length is compared with what is left before room for it
/// is made.
#[derive(Debug, Clone)]
pub struct Fields<'r> {
    bytes: &'r [u8],
    reader: &'r Reader,
}

const SHORT: SavedError = SavedError::Damaged("a value is cut off");

impl<'r> Fields<'r> {
    pub(super) fn new(bytes: &'r [u8], reader: &'r Reader) -> Self {
        Self { bytes, reader }
    }

    /// The file, for the sections that the values name.
    pub fn reader(&self) -> &'r Reader {
        self.reader
    }

    /// # Errors
    /// [`SavedError::Damaged`] when fewer are left.
    pub fn bytes(&mut self, count: usize) -> Result<&'r [u8], SavedError> {
        let (taken, left) = self.bytes.split_at_checked(count).ok_or(SHORT)?;
        self.bytes = left;
        Ok(taken)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], SavedError> {
        Ok(self.bytes(N)?.try_into().expect("as many were asked for"))
    }

    /// A number of values of which each has at least so many bytes.
    pub fn count(&mut self, least: usize) -> Result<usize, SavedError> {
        let count = u32::take(self)? as usize;
        if count > self.bytes.len() / least { Err(SHORT) } else { Ok(count) }
    }

    /// What [`Writer::part`](super::Writer::part) has put, to be read on its own.
    pub fn part(&mut self) -> Result<Self, SavedError> {
        let len = usize::try_from(u64::take(self)?).map_err(|_| SHORT)?;
        Ok(Self { bytes: self.bytes(len)?, reader: self.reader })
    }

    pub(super) fn left(&self) -> usize {
        self.bytes.len()
    }

    /// # Errors
    /// [`SavedError::Damaged`] when something is left.
    pub fn end(&self) -> Result<(), SavedError> {
        if self.bytes.is_empty() { Ok(()) } else { Err(SavedError::Damaged("values too many")) }
    }
}

macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl Field for $kind {
            fn put(&self, to: &mut Vec<u8>) {
                to.extend_from_slice(&self.to_le_bytes());
            }

            fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
                Ok(Self::from_le_bytes(from.array()?))
            }
        }
    )*};
}

numbers!(u8, u16, u32, u64, i32, i64, f64);

impl Field for bool {
    fn put(&self, to: &mut Vec<u8>) {
        to.push(u8::from(*self));
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        match u8::take(from)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(SavedError::Damaged("neither true nor false")),
        }
    }
}

impl Field for usize {
    fn put(&self, to: &mut Vec<u8>) {
        (*self as u64).put(to);
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        Self::try_from(u64::take(from)?).map_err(|_| SavedError::Damaged("a number too large"))
    }
}

fn put_text(text: &str, to: &mut Vec<u8>) {
    (text.len() as u32).put(to);
    to.extend_from_slice(text.as_bytes());
}

fn take_text<'r>(from: &mut Fields<'r>) -> Result<&'r str, SavedError> {
    let len = from.count(1)?;
    std::str::from_utf8(from.bytes(len)?).map_err(|_| SavedError::Damaged("a text is none"))
}

impl Field for String {
    fn put(&self, to: &mut Vec<u8>) {
        put_text(self, to);
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        take_text(from).map(str::to_owned)
    }
}

impl Field for Arc<str> {
    fn put(&self, to: &mut Vec<u8>) {
        put_text(self, to);
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        take_text(from).map(Self::from)
    }
}

impl Field for CollectionId {
    fn put(&self, to: &mut Vec<u8>) {
        put_text(self.as_str(), to);
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        Self::new(take_text(from)?).map_err(|_| SavedError::Damaged("a layer's name is none"))
    }
}

impl<T: Field> Field for Option<T> {
    fn put(&self, to: &mut Vec<u8>) {
        self.is_some().put(to);
        self.iter().for_each(|value| value.put(to));
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        bool::take(from)?.then(|| T::take(from)).transpose()
    }
}

impl<T: Field> Field for Vec<T> {
    fn put(&self, to: &mut Vec<u8>) {
        (self.len() as u32).put(to);
        self.iter().for_each(|value| value.put(to));
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        (0..from.count(1)?).map(|_| T::take(from)).collect()
    }
}

impl<T: Field> Field for Arc<[T]> {
    fn put(&self, to: &mut Vec<u8>) {
        (self.len() as u32).put(to);
        self.iter().for_each(|value| value.put(to));
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        Vec::take(from).map(Self::from)
    }
}

impl<A: Field, B: Field> Field for (A, B) {
    fn put(&self, to: &mut Vec<u8>) {
        self.0.put(to);
        self.1.put(to);
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        Ok((A::take(from)?, B::take(from)?))
    }
}

impl<K: Field + Ord, V: Field> Field for BTreeMap<K, V> {
    fn put(&self, to: &mut Vec<u8>) {
        (self.len() as u32).put(to);
        for (key, value) in self {
            key.put(to);
            value.put(to);
        }
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        Ok(Vec::take(from)?.into_iter().collect())
    }
}

impl Field for NaiveDate {
    fn put(&self, to: &mut Vec<u8>) {
        self.num_days_from_ce().put(to);
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        Self::from_num_days_from_ce_opt(i32::take(from)?).ok_or(SavedError::Damaged("no day"))
    }
}

impl Field for DateTime<Utc> {
    fn put(&self, to: &mut Vec<u8>) {
        self.timestamp().put(to);
        self.timestamp_subsec_nanos().put(to);
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        let (seconds, nanoseconds) = (i64::take(from)?, u32::take(from)?);
        Self::from_timestamp(seconds, nanoseconds).ok_or(SavedError::Damaged("no moment"))
    }
}

impl Field for Crs {
    fn put(&self, to: &mut Vec<u8>) {
        let (register, number) = match self {
            Self::Crs84 => (0_u8, 0),
            Self::Epsg(number) => (1, *number),
            Self::Esri(number) => (2, *number),
        };
        register.put(to);
        number.put(to);
    }

    fn take(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        match (u8::take(from)?, u32::take(from)?) {
            (0, 0) => Ok(Self::Crs84),
            (1, number) => Ok(Self::Epsg(number)),
            (2, number) => Ok(Self::Esri(number)),
            _ => Err(SavedError::Damaged("no reference system")),
        }
    }
}

/// A struct as its fields, all of them: one that is forgotten does not compile.
macro_rules! fields {
    ($kind:ty { $($name:ident),* $(,)? }) => {
        impl $crate::saved::Field for $kind {
            fn put(&self, to: &mut Vec<u8>) {
                let Self { $($name),* } = self;
                $($crate::saved::Field::put($name, to);)*
            }

            fn take(
                from: &mut $crate::saved::Fields<'_>,
            ) -> Result<Self, $crate::saved::SavedError> {
                Ok(Self { $($name: $crate::saved::Field::take(from)?),* })
            }
        }
    };
}

/// An enumeration as a number.
macro_rules! variants {
    ($kind:ty { $($name:ident = $number:literal),* $(,)? }) => {
        impl $crate::saved::Field for $kind {
            fn put(&self, to: &mut Vec<u8>) {
                to.push(match self { $(Self::$name => $number),* });
            }

            fn take(
                from: &mut $crate::saved::Fields<'_>,
            ) -> Result<Self, $crate::saved::SavedError> {
                match <u8 as $crate::saved::Field>::take(from)? {
                    $($number => Ok(Self::$name),)*
                    _ => Err($crate::saved::SavedError::Damaged("an unknown kind")),
                }
            }
        }
    };
}

pub(crate) use fields;

fields!(Titles { zh, en });
fields!(Code { code, titles });
fields!(GeometryColumn { name, kind, crs, srid });
fields!(Relation { table, value_column, property });
fields!(Property { name, data_type, titles, unit, role, codes, refers, required, access });
fields!(Schema {
    id,
    titles,
    descriptions,
    theme,
    rank,
    id_column,
    fid_column,
    geometry,
    properties,
    relations,
    unit_level,
    title,
    time_start,
    time_end,
    access,
    editable,
});
variants!(Access { Public = 0, Internal = 1 });
variants!(Role {
    Demand = 0,
    Capacity = 1,
    People = 2,
    Alias = 3,
    Code = 4,
    Title = 5,
    Unit = 6,
});
variants!(DataType {
    Boolean = 0,
    Integer = 1,
    Real = 2,
    Text = 3,
    Date = 4,
    DateTime = 5,
    TextList = 6,
});
variants!(GeometryKind {
    Point = 0,
    LineString = 1,
    Polygon = 2,
    MultiPoint = 3,
    MultiLineString = 4,
    MultiPolygon = 5,
    Geometry = 6,
});
