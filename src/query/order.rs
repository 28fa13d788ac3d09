use std::cmp::Ordering;

use crate::{
    domain::{DataType, Schema, Value},
    table::{Column, Row, Table},
};

/// Texts are compared by so many characters, so that a position in a list stays short.
const TEXT_LENGTH: usize = 200;

/// What features are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The feature's text id.
    Id,
    /// Index of a property that is not many-valued.
    Property(usize),
}

/// One key with its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortKey {
    pub key: Key,
    pub descending: bool,
}

/// The order of a list: by the keys in turn, then by `fid`, so that no two features are equal.
///
/// Features without a value come last, in whichever direction. Texts are compared by the numbers
/// of their characters in Unicode, of the first 200 of them; false comes before true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    pub keys: Vec<SortKey>,
}

/// A place in an ordered list: the sort values and the `fid` of a feature, as they were when it
/// was seen. The feature may be gone since.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// In the order of the keys; texts cut off at what is compared.
    pub values: Vec<Value>,
    pub fid: i64,
}

/// Whether features can be sorted by values of this type.
pub fn is_sortable(data_type: DataType) -> bool {
    data_type != DataType::TextList
}

impl SortKey {
    /// The type of what is compared.
    pub fn data_type(&self, schema: &Schema) -> DataType {
        match self.key {
            Key::Id => DataType::Text,
            Key::Property(index) => schema.properties[index].data_type,
        }
    }

    fn value(&self, table: &Table, row: Row) -> Value {
        let value = match self.key {
            Key::Id => Value::Text(table.id(row).as_str().into()),
            Key::Property(index) => table.column(index).get(row as usize),
        };
        match value {
            Value::Text(text) => Value::Text(start(&text).into()),
            other => other,
        }
    }

    fn directed(&self, ordering: Ordering) -> Ordering {
        if self.descending { ordering.reverse() } else { ordering }
    }

    fn compare(&self, table: &Table, a: Row, b: Row) -> Ordering {
        fn of<T: PartialOrd>(a: Option<T>, b: Option<T>, key: &SortKey) -> Ordering {
            match (a, b) {
                (Some(a), Some(b)) => key.directed(a.partial_cmp(&b).unwrap_or(Ordering::Equal)),
                (a, b) => b.is_some().cmp(&a.is_some()),
            }
        }
        let (i, j) = (a as usize, b as usize);
        let index = match self.key {
            Key::Id => {
                let ids = (start(table.id(a).as_str()), start(table.id(b).as_str()));
                return self.directed(ids.0.cmp(ids.1));
            }
            Key::Property(index) => index,
        };
        match table.column(index) {
            Column::Boolean(rows) => of(rows.get(i), rows.get(j), self),
            Column::Integer(rows) => of(rows.get(i), rows.get(j), self),
            Column::Real(rows) => of(rows.get(i), rows.get(j), self),
            Column::Date(rows) => of(rows.days(i), rows.days(j), self),
            Column::DateTime(rows) => of(rows.get(i), rows.get(j), self),
            Column::Text(rows) => {
                let text = |row| rows.get(row).map(|text| start(text));
                of(text(i), text(j), self)
            }
            Column::TextList(_) => Ordering::Equal,
        }
    }

    fn compare_to(&self, table: &Table, row: Row, value: &Value) -> Ordering {
        let own = self.value(table, row);
        let ordering = match (&own, value) {
            (Value::Null, other) => return (!other.is_null()).cmp(&false),
            (_, Value::Null) => return Ordering::Less,
            (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
            (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
            (Value::Real(a), Value::Real(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            (Value::Date(a), Value::Date(b)) => a.cmp(b),
            (Value::DateTime(a), Value::DateTime(b)) => a.cmp(b),
            _ => Ordering::Equal,
        };
        self.directed(ordering)
    }
}

/// What of a text is compared.
fn start(text: &str) -> &str {
    text.char_indices().nth(TEXT_LENGTH).map_or(text, |(end, _)| &text[..end])
}

impl Order {
    /// The place of a feature of the table.
    pub fn position(&self, table: &Table, row: Row) -> Position {
        Position {
            values: self.keys.iter().map(|key| key.value(table, row)).collect(),
            fid: table.fid(row),
        }
    }

    fn compare(&self, table: &Table, a: Row, b: Row) -> Ordering {
        self.keys
            .iter()
            .map(|key| key.compare(table, a, b))
            .find(|ordering| ordering.is_ne())
            .unwrap_or_else(|| table.fid(a).cmp(&table.fid(b)))
    }

    fn compare_to(&self, table: &Table, row: Row, position: &Position) -> Ordering {
        self.keys
            .iter()
            .zip(&position.values)
            .map(|(key, value)| key.compare_to(table, row, value))
            .find(|ordering| ordering.is_ne())
            .unwrap_or_else(|| table.fid(row).cmp(&position.fid))
    }

    /// The first `limit` rows after the position, in order, and whether more follow.
    ///
    /// - `rows`: by ascending `fid`, as [`select`](super::select) gives them.
    /// - `position`: `None` is the start.
    pub fn after(
        &self,
        table: &Table,
        rows: &[Row],
        position: Option<&Position>,
        limit: usize,
    ) -> (Vec<Row>, bool) {
        if self.keys.is_empty() {
            let start = position.map_or(0, |p| rows.partition_point(|r| table.fid(*r) <= p.fid));
            let end = rows.len().min(start.saturating_add(limit));
            return (rows[start..end].to_vec(), end < rows.len());
        }
        let behind = |row: &&Row| position.is_none_or(|p| self.compare_to(table, **row, p).is_gt());
        let rest: Vec<Row> = rows.iter().filter(behind).copied().collect();
        first(rest, limit, |a, b| self.compare(table, *a, *b))
    }

    /// The last `limit` rows before the position, in order, and whether there are more before.
    pub fn before(
        &self,
        table: &Table,
        rows: &[Row],
        position: &Position,
        limit: usize,
    ) -> (Vec<Row>, bool) {
        if self.keys.is_empty() {
            let end = rows.partition_point(|row| table.fid(*row) < position.fid);
            let start = end.saturating_sub(limit);
            return (rows[start..end].to_vec(), start > 0);
        }
        let before = |row: &&Row| self.compare_to(table, **row, position).is_lt();
        let rest: Vec<Row> = rows.iter().filter(before).copied().collect();
        let (mut page, more) = first(rest, limit, |a, b| self.compare(table, *b, *a));
        page.reverse();
        (page, more)
    }

    /// Whether any row stands before this one.
    pub fn is_first(&self, table: &Table, rows: &[Row], row: Row) -> bool {
        if self.keys.is_empty() {
            return rows.first() == Some(&row);
        }
        !rows.iter().any(|other| self.compare(table, *other, row).is_lt())
    }
}

/// The first `limit` of the rows in order. Only those are sorted, not all there are.
fn first(
    mut rows: Vec<Row>,
    limit: usize,
    compare: impl Fn(&Row, &Row) -> Ordering + Copy,
) -> (Vec<Row>, bool) {
    let more = rows.len() > limit;
    if more {
        rows.select_nth_unstable_by(limit, compare);
        rows.truncate(limit);
    }
    rows.sort_unstable_by(compare);
    (rows, more)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        Access, CollectionId, Feature, FeatureId, Property, Titles, parse_date, parse_instant,
    };

    fn schema(types: &[DataType]) -> Schema {
        let property = |(index, data_type): (usize, &DataType)| Property {
            name: format!("p{index}").into(),
            data_type: *data_type,
            titles: Titles::default(),
            unit: None,
            role: None,
            codes: None,
            refers: None,
            required: false,
            access: Access::Public,
        };
        Schema {
            id: CollectionId::new("things").unwrap(),
            titles: Titles::default(),
            descriptions: Titles::default(),
            theme: None,
            rank: 0,
            id_column: "id".into(),
            fid_column: "fid".into(),
            geometry: None,
            properties: types.iter().enumerate().map(property).collect(),
            relations: Vec::new(),
            unit_level: None,
            title: None,
            time_start: None,
            time_end: None,
            access: Access::Public,
            editable: false,
        }
    }

    const TYPES: [DataType; 6] = [
        DataType::Integer,
        DataType::Text,
        DataType::Real,
        DataType::Boolean,
        DataType::Date,
        DataType::DateTime,
    ];

    fn values() -> impl Strategy<Value = Vec<Value>> {
        let long = "长".repeat(TEXT_LENGTH);
        let text = prop_oneof![
            Just(Value::Null),
            "[abÄ龙]{0,2}".prop_map(|text| Value::Text(text.into())),
            "[ab]".prop_map(move |end| Value::Text(format!("{long}{end}").into())),
        ];
        let number = prop_oneof![Just(Value::Null), (-2i64..3).prop_map(Value::Integer)];
        let real = prop_oneof![
            Just(Value::Null),
            Just(Value::Real(0.0)),
            Just(Value::Real(-0.0)),
            (-2i32..3).prop_map(|n| Value::Real(f64::from(n) / 3.0)),
        ];
        let flag = prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::Boolean)];
        let date = prop_oneof![
            Just(Value::Null),
            (1..4u32).prop_map(|d| Value::Date(parse_date(&format!("2016-01-0{d}")).unwrap())),
        ];
        let instant = prop_oneof![
            Just(Value::Null),
            (1..4u32).prop_map(|d| {
                Value::DateTime(parse_instant(&format!("2016-01-01T00:00:00.0{d}Z")).unwrap())
            }),
        ];
        (number, text, real, flag, date, instant)
            .prop_map(|(a, b, c, d, e, f)| vec![a, b, c, d, e, f])
    }

    fn table(rows: &[Vec<Value>]) -> Table {
        let features = rows.iter().enumerate().map(|(index, values)| Feature {
            fid: index as i64 + 1,
            id: FeatureId::new(&format!("f{}", 97 * (index + 1) % 101)).unwrap(),
            geometry: None,
            values: values.clone(),
        });
        Table::new(Arc::new(schema(&TYPES)), features.collect(), &BTreeMap::new())
    }

    /// The stated order, written down once more without columns and keys.
    fn naive(rows: &[Vec<Value>], keys: &[SortKey]) -> Vec<i64> {
        let cut = |text: &str| text.chars().take(TEXT_LENGTH).collect::<String>();
        let mut fids: Vec<i64> = (1..=rows.len() as i64).collect();
        fids.sort_by(|a, b| {
            for key in keys {
                let Key::Property(index) = key.key else { unreachable!() };
                let (x, y) = (&rows[*a as usize - 1][index], &rows[*b as usize - 1][index]);
                let ordering = match (x, y) {
                    (Value::Null, Value::Null) => continue,
                    (Value::Null, _) => return Ordering::Greater,
                    (_, Value::Null) => return Ordering::Less,
                    (Value::Text(x), Value::Text(y)) => cut(x).cmp(&cut(y)),
                    (Value::Real(x), Value::Real(y)) => x.partial_cmp(y).unwrap(),
                    (x, y) => x.to_string().cmp(&y.to_string()),
                };
                // Texts of dates sort as dates do; those of integers from −2 to 2 do not.
                let ordering = match (x, y) {
                    (Value::Integer(x), Value::Integer(y)) => x.cmp(y),
                    _ => ordering,
                };
                let ordering = if key.descending { ordering.reverse() } else { ordering };
                if ordering.is_ne() {
                    return ordering;
                }
            }
            a.cmp(b)
        });
        fids
    }

    proptest! {
        #[test]
        fn pages_in_both_directions_are_the_sorted_list(
            rows in prop::collection::vec(values(), 0..40),
            keys in prop::collection::vec((0..TYPES.len(), any::<bool>()), 0..3),
            limit in 1..9usize,
        ) {
            let table = table(&rows);
            let all: Vec<Row> = table.rows().collect();
            let keys = keys
                .into_iter()
                .map(|(index, descending)| SortKey { key: Key::Property(index), descending })
                .collect();
            let order = Order { keys };
            let expected = naive(&rows, &order.keys);
            let (mut forth, mut position): (Vec<i64>, _) = (Vec::new(), None);
            loop {
                let (page, more) = order.after(&table, &all, position.as_ref(), limit);
                forth.extend(page.iter().map(|row| table.fid(*row)));
                prop_assert_eq!(more, forth.len() < expected.len());
                let Some(last) = page.last() else { break };
                if let Some(first) = page.first() {
                    let is_first = order.is_first(&table, &all, *first);
                    prop_assert_eq!(is_first, forth.len() == page.len());
                }
                position = Some(order.position(&table, *last));
            }
            prop_assert_eq!(&forth, &expected);
            // From the end back to the start.
            let mut back: Vec<i64> = Vec::new();
            if let Some(last) = position {
                back.push(last.fid);
                let mut position = last;
                loop {
                    let (page, more) = order.before(&table, &all, &position, limit);
                    let Some(first) = page.first() else { break };
                    back.splice(0..0, page.iter().map(|row| table.fid(*row)));
                    prop_assert_eq!(more, back.len() < expected.len());
                    position = order.position(&table, *first);
                }
            }
            prop_assert_eq!(&back, &expected);
        }
    }

    #[test]
    fn ids_are_sorted_as_texts() {
        let table = table(&vec![vec![Value::Null; TYPES.len()]; 12]);
        let all: Vec<Row> = table.rows().collect();
        let order = Order { keys: vec![SortKey { key: Key::Id, descending: true }] };
        let (rows, _) = order.after(&table, &all, None, 100);
        let ids: Vec<&str> = rows.iter().map(|row| table.id(*row).as_str()).collect();
        assert!(ids.is_sorted_by(|a, b| a > b), "{ids:?}");
    }
}
