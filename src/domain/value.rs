use std::{fmt, sync::Arc};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

/// Type of a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataType {
    Boolean,
    Integer,
    Real,
    Text,
    Date,
    DateTime,
    /// Many-valued; kept in a relation table of the layer.
    TextList,
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Real => "number",
            Self::Text => "string",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::TextList => "array",
        })
    }
}

/// One property of one feature. Reals are always finite.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    Real(f64),
    Text(Arc<str>),
    Date(NaiveDate),
    DateTime(DateTime<Utc>),
    TextList(Arc<[Arc<str>]>),
}

/// A [`Value`] that lies elsewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueRef<'v> {
    Null,
    Boolean(bool),
    Integer(i64),
    Real(f64),
    Text(&'v str),
    Date(NaiveDate),
    DateTime(DateTime<Utc>),
    TextList(&'v [Arc<str>]),
}

impl<'v> From<&'v Value> for ValueRef<'v> {
    fn from(value: &'v Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Boolean(flag) => Self::Boolean(*flag),
            Value::Integer(number) => Self::Integer(*number),
            Value::Real(number) => Self::Real(*number),
            Value::Text(text) => Self::Text(text),
            Value::Date(date) => Self::Date(*date),
            Value::DateTime(instant) => Self::DateTime(*instant),
            Value::TextList(list) => Self::TextList(list),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {expected}")]
pub struct ValueError {
    pub text: String,
    pub expected: DataType,
}

impl Value {
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Real(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_date(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(*date),
            Self::DateTime(instant) => Some(instant.date_naive()),
            _ => None,
        }
    }

    /// Reads one value from text as it stands in a query string, a CSV cell or a change image.
    ///
    /// # Errors
    /// [`ValueError`] when the text is not of the type.
    pub fn parse(text: &str, data_type: DataType) -> Result<Self, ValueError> {
        let wrong = || ValueError { text: text.to_owned(), expected: data_type };
        Ok(match data_type {
            DataType::Boolean => match text {
                "true" | "1" => Self::Boolean(true),
                "false" | "0" => Self::Boolean(false),
                _ => return Err(wrong()),
            },
            DataType::Integer => Self::Integer(text.parse().map_err(|_| wrong())?),
            DataType::Real => Self::Real(
                text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(wrong)?,
            ),
            DataType::Text => Self::Text(text.into()),
            DataType::Date => Self::Date(parse_date(text).ok_or_else(wrong)?),
            DataType::DateTime => Self::DateTime(parse_instant(text).ok_or_else(wrong)?),
            DataType::TextList => Self::TextList(
                text.split('|').filter(|part| !part.is_empty()).map(Arc::from).collect(),
            ),
        })
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Boolean(flag) => write!(f, "{flag}"),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Real(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::Date(date) => write!(f, "{}", date.format("%Y-%m-%d")),
            Self::DateTime(instant) => f.write_str(&format_instant(instant)),
            Self::TextList(list) => f.write_str(&list.join("|")),
        }
    }
}

/// An RFC 3339 instant in UTC, with as many digits behind the second as it needs.
pub fn format_instant(instant: &DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// `YYYY-MM-DD`, digits only.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    // By hand: chrono reads the format anew for each of millions of rows.
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    if (bytes[4], bytes[7]) != (b'-', b'-') {
        return None;
    }
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let (year, month, day) = (number(&bytes[..4])?, number(&bytes[5..7])?, number(&bytes[8..])?);
    NaiveDate::from_ymd_opt(year as i32, month, day)
}

/// An RFC 3339 instant; a bare date is not one.
pub fn parse_instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_reads_back_from_its_own_text() {
        for (text, data_type) in [
            ("true", DataType::Boolean),
            ("-7", DataType::Integer),
            ("0.1", DataType::Real),
            ("龙茗路", DataType::Text),
            ("2016-09-30", DataType::Date),
            ("2016-09-30T08:00:00Z", DataType::DateTime),
            ("a|b", DataType::TextList),
        ] {
            assert_eq!(Value::parse(text, data_type).unwrap().to_string(), text);
        }
    }

    #[test]
    fn every_day_reads_back() {
        let days = NaiveDate::from_ymd_opt(0, 1, 1).unwrap().iter_days();
        for day in
            days.step_by(7).take_while(|day| *day <= NaiveDate::from_ymd_opt(9999, 12, 31).unwrap())
        {
            assert_eq!(parse_date(&day.format("%Y-%m-%d").to_string()), Some(day));
        }
    }

    #[test]
    fn what_is_not_of_the_type_is_refused() {
        for (text, data_type) in [
            ("yes", DataType::Boolean),
            ("1.5", DataType::Integer),
            ("NaN", DataType::Real),
            ("inf", DataType::Real),
            ("2016-9-30", DataType::Date),
            ("2016-02-30", DataType::Date),
            ("2016-00-10", DataType::Date),
            ("2016-09-30Z", DataType::Date),
            ("2016/09/30", DataType::Date),
            ("+2016-9-30", DataType::Date),
            ("2016- 9-30", DataType::Date),
            ("20１-09-30", DataType::Date),
            ("2016-09-30", DataType::DateTime),
        ] {
            assert!(Value::parse(text, data_type).is_err(), "{text} as {data_type}");
        }
    }
}
