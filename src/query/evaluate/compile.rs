//! From the untyped tree to typed closures over columns.

use std::{collections::HashSet, sync::Arc};

use super::{
    Bound, EvaluateError, ExpressionError, array,
    array::{Item, List},
    clock::Clock,
    compare, functions,
    like::Pattern,
    node::{Cost, Node, Truth},
    number::{Num, Number},
    row_set::RowSet,
    spatial,
    spatial::Place,
    temporal,
    temporal::Temporal,
    text,
    value::{Granularity, Instant, Interval, Text, Typed, midnight},
};
use crate::{
    domain::{FeatureId, parse_date, parse_instant},
    query::{Comparison, Expression},
    table::{Column, Row, Table},
};

#[derive(Clone, Copy)]
pub(super) struct Compiler<'t, 'b> {
    pub(super) table: &'t Table,
    pub(super) bound: &'b dyn Bound,
    pub(super) clock: &'t Clock,
}

/// How an error names an expression.
fn named(expression: &Expression) -> String {
    match expression {
        Expression::Property(name) => format!("`{name}`"),
        Expression::Function { name, .. } => format!("`{name}(…)`"),
        Expression::Boolean(value) => format!("`{value}`"),
        Expression::Integer(value) => format!("`{value}`"),
        Expression::Real(value) => format!("`{value}`"),
        Expression::Text(value) => format!("`'{value}'`"),
        Expression::Date(value) => format!("`DATE('{value}')`"),
        Expression::Timestamp(value) => format!("`TIMESTAMP('{}')`", value.to_rfc3339()),
        Expression::Interval { .. } => "`INTERVAL(…)`".to_owned(),
        Expression::Geometry(_) => "the geometry".to_owned(),
        Expression::Bbox(_) => "`BBOX(…)`".to_owned(),
        Expression::List(_) => "the list".to_owned(),
        Expression::Arithmetic { .. } => "the arithmetic expression".to_owned(),
        Expression::CaseI(_) => "`CASEI(…)`".to_owned(),
        Expression::AccentI(_) => "`ACCENTI(…)`".to_owned(),
        _ => "the condition".to_owned(),
    }
}

const ONE_TYPE: &str = "values of one type compare";

impl<'t> Compiler<'t, '_> {
    /// # Errors
    /// [`EvaluateError`] when the expression is no condition, or not of this table.
    pub(super) fn condition(&self, expression: &Expression) -> Result<Node<'t>, EvaluateError> {
        let bound = self.table.row_bound();
        Ok(match expression {
            Expression::And(parts) => Node::all(self.conditions(parts)?, bound),
            Expression::Or(parts) => Node::any(self.conditions(parts)?, bound),
            Expression::Not(part) => self.condition(part)?.not(),
            Expression::Compare { operator, left, right } => {
                self.comparison(*operator, left, right)?
            }
            Expression::Like { value, pattern } => {
                let value = self.text(value)?;
                match self.text(pattern)? {
                    Text::Constant(pattern) => {
                        let pattern = Pattern::new(&pattern);
                        value.test(move |text| pattern.matches(text))
                    }
                    pattern => {
                        let (value, pattern) = (value.get(), pattern.get());
                        Node::new(Cost::Computed, move |row| {
                            Some(Pattern::new(&pattern(row)?).matches(&value(row)?))
                        })
                    }
                }
            }
            Expression::Between { value, lower, upper } => self.between(value, lower, upper)?,
            Expression::In { value, list } => self.in_list(value, list)?,
            Expression::IsNull(value) => self.is_null(value)?,
            Expression::Spatial { predicate, left, right } => {
                let (left, right) = (self.place(left)?, self.place(right)?);
                spatial::compare(self.table, self.clock, *predicate, left, right)?
            }
            Expression::Temporal { predicate, left, right } => {
                let (left, right) = (self.temporal(left)?, self.temporal(right)?);
                temporal::compare(*predicate, left, right)?
            }
            Expression::Array { predicate, left, right } => {
                array::compare(*predicate, self.list(left)?, self.list(right)?)
            }
            other => match self.typed(other)? {
                Typed::Boolean(node) => node,
                value => return Err(mismatch(other, &value, "a condition").into()),
            },
        })
    }

    fn conditions(&self, parts: &[Expression]) -> Result<Vec<Node<'t>>, EvaluateError> {
        parts.iter().map(|part| self.condition(part)).collect()
    }

    pub(super) fn typed(&self, expression: &Expression) -> Result<Typed<'t>, EvaluateError> {
        Ok(match expression {
            Expression::Property(name) => self.property(name)?,
            Expression::Boolean(value) => Typed::Boolean(Node::constant(Some(*value))),
            Expression::Integer(value) => Typed::Number(Number::Constant(Num::Integer(*value))),
            Expression::Real(value) => Typed::Number(Number::Constant(Num::Real(*value))),
            Expression::Text(value) => Typed::Text(Text::Constant(value.clone())),
            Expression::Date(day) => {
                Typed::Instant(Instant::Constant(midnight(*day), Granularity::Day))
            }
            Expression::Timestamp(moment) => {
                Typed::Instant(Instant::Constant(*moment, Granularity::Moment))
            }
            Expression::Interval { start, end } => Typed::Interval(Interval {
                start: start.as_deref().map(|start| self.instant(start)).transpose()?,
                end: end.as_deref().map(|end| self.instant(end)).transpose()?,
            }),
            Expression::Geometry(geometry) => Typed::Place(spatial::literal(geometry)?),
            Expression::Bbox(ordinates) => Typed::Place(spatial::bbox(*ordinates)?),
            Expression::List(items) => Typed::List(self.items(items)?),
            Expression::Arithmetic { operator, left, right } => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                Typed::Number(Number::combine(*operator, left, right))
            }
            Expression::CaseI(value) => Typed::Text(self.text(value)?.map(text::fold_case)),
            Expression::AccentI(value) => Typed::Text(self.text(value)?.map(text::strip_accents)),
            Expression::Function { name, arguments } => functions::call(self, name, arguments)?,
            condition => Typed::Boolean(self.condition(condition)?),
        })
    }

    fn property(&self, name: &str) -> Result<Typed<'t>, EvaluateError> {
        let table = self.table;
        let schema = table.schema();
        if let Some(index) = schema.index_of(name)
            && self.bound.may_see(&schema.properties[index])
        {
            return Ok(column(table.column(index)));
        }
        let geometry = schema.geometry.as_ref().map(|column| column.name.as_str());
        if geometry == Some(name) || (geometry.is_some() && matches!(name, "geometry" | "geom")) {
            return Ok(Typed::Place(Place::Column));
        }
        if name == "id" || name == schema.id_column {
            return Ok(Typed::Text(Text::Computed(Box::new(move |row| {
                Some(table.id(row).as_str().into())
            }))));
        }
        let visible = || schema.properties.iter().filter(|p| self.bound.may_see(p));
        let meant = visible().find(|property| property.name.to_lowercase() == name.to_lowercase());
        let hint =
            meant.map_or_else(String::new, |property| format!("; `{}` is one", property.name));
        Err(ExpressionError::UnknownProperty {
            collection: schema.id.to_string(),
            property: name.to_owned(),
            hint,
        }
        .into())
    }

    pub(super) fn number(&self, expression: &Expression) -> Result<Number<'t>, EvaluateError> {
        match self.typed(expression)? {
            Typed::Number(number) => Ok(number),
            value => Err(mismatch(expression, &value, "a number").into()),
        }
    }

    pub(super) fn text(&self, expression: &Expression) -> Result<Text<'t>, EvaluateError> {
        match self.typed(expression)? {
            Typed::Text(text) => Ok(text),
            value => Err(mismatch(expression, &value, "a string").into()),
        }
    }

    pub(super) fn place(&self, expression: &Expression) -> Result<Place, EvaluateError> {
        match self.typed(expression)? {
            Typed::Place(place) => Ok(place),
            value => Err(mismatch(expression, &value, "a geometry").into()),
        }
    }

    pub(super) fn instant(&self, expression: &Expression) -> Result<Instant<'t>, EvaluateError> {
        match self.typed(expression)? {
            Typed::Instant(instant) => Ok(instant),
            Typed::Text(Text::Constant(text)) => Ok(read_instant(&text)?),
            value => Err(mismatch(expression, &value, "a date or timestamp").into()),
        }
    }

    fn temporal(&self, expression: &Expression) -> Result<Temporal<'t>, EvaluateError> {
        match self.typed(expression)? {
            Typed::Instant(instant) => Ok(Temporal::Instant(instant)),
            Typed::Interval(interval) => Ok(Temporal::Interval(interval)),
            Typed::Text(Text::Constant(text)) => Ok(Temporal::Instant(read_instant(&text)?)),
            value => Err(mismatch(expression, &value, "a date, timestamp or interval").into()),
        }
    }

    fn list(&self, expression: &Expression) -> Result<List<'t>, EvaluateError> {
        match self.typed(expression)? {
            Typed::List(list) => Ok(list),
            value => Err(mismatch(expression, &value, "an array").into()),
        }
    }

    fn items(&self, items: &[Expression]) -> Result<List<'t>, EvaluateError> {
        let mut getters: Vec<super::value::Getter<'t, Item>> = Vec::new();
        let mut all_constant = true;
        for item in items {
            let typed = self.typed(item)?;
            all_constant &= match &typed {
                Typed::Text(text) => matches!(text, Text::Constant(_)),
                Typed::Number(number) => matches!(number, Number::Constant(_)),
                Typed::Boolean(node) => node.constant.is_some(),
                Typed::Instant(instant) => matches!(instant, Instant::Constant(..)),
                Typed::List(list) => matches!(list, List::Constant(_)),
                _ => false,
            };
            getters.push(match typed {
                Typed::Text(text) => {
                    let get = text.get();
                    Box::new(move |row| get(row).map(|text| Item::Text(text.as_ref().into())))
                }
                Typed::Number(number) => {
                    let get = number.get();
                    Box::new(move |row| get(row).map(Item::Number))
                }
                Typed::Boolean(node) => {
                    let test = node.test();
                    Box::new(move |row| test(row).map(Item::Boolean))
                }
                Typed::Instant(instant) => {
                    let get = instant.get();
                    Box::new(move |row| get(row).map(Item::Instant))
                }
                Typed::List(list) => {
                    let get = list.get();
                    Box::new(move |row| get(row).map(Item::List))
                }
                value => {
                    let expected = "a string, number, boolean, date or timestamp";
                    return Err(mismatch(item, &value, expected).into());
                }
            });
        }
        let get = move |row: Row| getters.iter().map(|get| get(row)).collect::<Option<Vec<_>>>();
        match all_constant.then(|| get(0)).flatten() {
            Some(items) => Ok(List::Constant(items)),
            None => Ok(List::Computed(Box::new(get))),
        }
    }

    fn comparison(
        &self,
        operator: Comparison,
        left: &Expression,
        right: &Expression,
    ) -> Result<Node<'t>, EvaluateError> {
        if let Some(node) = self.by_id(operator, left, right) {
            return Ok(node);
        }
        let (left_value, right_value) = (self.typed(left)?, self.typed(right)?);
        let (left_type, right_type) = (left_value.type_name(), right_value.type_name());
        let incomparable = |rule| ExpressionError::Incomparable {
            left: named(left),
            left_type,
            right: named(right),
            right_type,
            rule,
        };
        Ok(match (left_value, right_value) {
            (Typed::Number(Number::Distance(place, get)), Typed::Number(Number::Constant(to))) => {
                functions::compare_distance(self, operator, place, get, to)?
            }
            (Typed::Number(Number::Constant(to)), Typed::Number(Number::Distance(place, get))) => {
                functions::compare_distance(self, operator.converse(), place, get, to)?
            }
            (Typed::Number(left), Typed::Number(right)) => compare::numbers(operator, left, right),
            (Typed::Text(left), Typed::Text(right)) => compare::texts(operator, left, right),
            (Typed::Boolean(left), Typed::Boolean(right)) => {
                compare::booleans(operator, left, right)
            }
            (Typed::Instant(left), Typed::Instant(right)) => {
                compare::instants(operator, left, right)
            }
            (Typed::Instant(left), Typed::Text(Text::Constant(right))) => {
                compare::instants(operator, left, read_instant(&right)?)
            }
            (Typed::Text(Text::Constant(left)), Typed::Instant(right)) => {
                compare::instants(operator, read_instant(&left)?, right)
            }
            (Typed::Place(_), Typed::Place(_)) => {
                return Err(incomparable("geometries compare with S_EQUALS").into());
            }
            (Typed::Interval(_), _) | (_, Typed::Interval(_)) => {
                return Err(incomparable("intervals compare with T_EQUALS").into());
            }
            (Typed::List(_), Typed::List(_)) => {
                return Err(incomparable("arrays compare with A_EQUALS").into());
            }
            _ => return Err(incomparable(ONE_TYPE).into()),
        })
    }

    fn is_id(&self, expression: &Expression) -> bool {
        let Expression::Property(name) = expression else { return false };
        let schema = self.table.schema();
        (&**name == "id" || **name == *schema.id_column) && schema.index_of(name).is_none()
    }

    /// An id equals a text: the table knows the row.
    fn by_id(
        &self,
        operator: Comparison,
        left: &Expression,
        right: &Expression,
    ) -> Option<Node<'t>> {
        let id = match (left, right) {
            (property, Expression::Text(id)) | (Expression::Text(id), property)
                if self.is_id(property) =>
            {
                id
            }
            _ => return None,
        };
        match operator {
            Comparison::Equal => Some(self.ids([id].into_iter())),
            Comparison::NotEqual => Some(self.ids([id].into_iter()).not()),
            _ => None,
        }
    }

    fn ids<'e>(&self, ids: impl Iterator<Item = &'e Arc<str>>) -> Node<'t> {
        let rows = ids.filter_map(|id| self.table.row_of(&FeatureId::new(id).ok()?)).collect();
        let rows = RowSet::new(rows, self.table.row_bound());
        let wanted = rows.clone();
        let mut node = Node::new(Cost::Column, move |row| Some(wanted.contains(row)));
        node.may_hold = Some(rows);
        node
    }

    /// Unknown when any of the three is null (`/req/advanced-comparison-operators/between-predicate`).
    fn between(
        &self,
        value: &Expression,
        lower: &Expression,
        upper: &Expression,
    ) -> Result<Node<'t>, EvaluateError> {
        let mut above = self.comparison(Comparison::GreaterOrEqual, value, lower)?;
        let mut below = self.comparison(Comparison::LessOrEqual, value, upper)?;
        let rows = (above.may_hold.take(), below.may_hold.take());
        let mut node = Node::new(above.cost.max(below.cost), {
            let (above, below) = (above.test(), below.test());
            move |row| -> Truth { Some(above(row)? & below(row)?) }
        });
        node.may_hold = match rows {
            (Some(one), Some(other)) => Some(one.intersection(&other)),
            (one, other) => one.or(other),
        };
        Ok(node)
    }

    fn in_list(&self, value: &Expression, list: &[Expression]) -> Result<Node<'t>, EvaluateError> {
        let texts: Option<Vec<&Arc<str>>> = list
            .iter()
            .map(|item| match item {
                Expression::Text(text) => Some(text),
                _ => None,
            })
            .collect();
        if let Some(ids) = texts.filter(|_| self.is_id(value)) {
            return Ok(self.ids(ids.into_iter()));
        }
        // One look instead of one for each text.
        if let Typed::Text(text) = self.typed(value)? {
            let items = list.iter().map(|item| self.text(item)).collect::<Result<Vec<_>, _>>()?;
            let constants: Option<HashSet<Arc<str>>> = items
                .into_iter()
                .map(|item| match item {
                    Text::Constant(text) => Some(text),
                    _ => None,
                })
                .collect();
            if let Some(wanted) = constants {
                return Ok(text.test(move |text| wanted.contains(text)));
            }
        }
        let equal = |item| self.comparison(Comparison::Equal, value, item);
        let nodes = list.iter().map(equal).collect::<Result<_, _>>()?;
        Ok(Node::any(nodes, self.table.row_bound()))
    }

    fn is_null(&self, value: &Expression) -> Result<Node<'t>, EvaluateError> {
        let table = self.table;
        Ok(match self.typed(value)? {
            Typed::Boolean(node) => match node.constant {
                Some(value) => Node::constant(Some(value.is_none())),
                None => {
                    let (cost, test) = (node.cost, node.test());
                    Node::new(cost, move |row| Some(test(row).is_none()))
                }
            },
            Typed::Number(Number::Constant(_)) | Typed::Text(Text::Constant(_)) => {
                Node::constant(Some(false))
            }
            Typed::Number(number) => {
                let get = number.get();
                Node::new(Cost::Computed, move |row| Some(get(row).is_none()))
            }
            Typed::Text(text) => {
                let get = text.get();
                Node::new(Cost::Computed, move |row| Some(get(row).is_none()))
            }
            Typed::Instant(Instant::Constant(..)) => Node::constant(Some(false)),
            Typed::Instant(instant) => {
                let get = instant.get();
                Node::new(Cost::Computed, move |row| Some(get(row).is_none()))
            }
            Typed::Interval(interval) => {
                let start = interval.start.map(Instant::get);
                let end = interval.end.map(Instant::get);
                Node::new(Cost::Computed, move |row| {
                    let ends = [&start, &end].into_iter().flatten();
                    Some(ends.into_iter().any(|end| end(row).is_none()))
                })
            }
            Typed::List(list) => {
                let get = list.get();
                Node::new(Cost::Computed, move |row| Some(get(row).is_none()))
            }
            Typed::Place(Place::Literal(_)) => Node::constant(Some(false)),
            Typed::Place(Place::Column) => {
                let rows = RowSet::new(table.rows_without_geometry(), table.row_bound());
                self.clock.candidates(rows.bytes())?;
                let mut node = Node::new(Cost::Column, move |row| Some(!table.has_geometry(row)));
                node.may_hold = Some(rows);
                node
            }
        })
    }
}

fn column(column: &Column) -> Typed<'_> {
    match column {
        Column::Boolean(rows) => {
            Typed::Boolean(Node::new(Cost::Column, move |row| rows.get(row as usize)))
        }
        Column::Integer(rows) => Typed::Number(Number::Integers(rows)),
        Column::Real(rows) => Typed::Number(Number::Reals(rows)),
        Column::Text(rows) => Typed::Text(Text::Column(rows, None)),
        Column::Date(rows) => Typed::Instant(Instant::Dates(rows)),
        Column::DateTime(rows) => Typed::Instant(Instant::Moments(rows)),
        Column::TextList(rows) => Typed::List(List::Column(rows)),
    }
}

fn mismatch(expression: &Expression, value: &Typed, expected: &'static str) -> ExpressionError {
    ExpressionError::TypeMismatch { what: named(expression), found: value.type_name(), expected }
}

/// A text where a date or timestamp belongs.
fn read_instant<'t>(text: &str) -> Result<Instant<'t>, ExpressionError> {
    if let Some(day) = parse_date(text) {
        return Ok(Instant::Constant(midnight(day), Granularity::Day));
    }
    let moment = parse_instant(text).ok_or_else(|| ExpressionError::Literal {
        text: text.to_owned(),
        expected: "a date (2016-09-30) or timestamp (2016-09-30T08:00:00Z)",
    })?;
    Ok(Instant::Constant(moment, Granularity::Moment))
}
