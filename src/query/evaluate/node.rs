use super::row_set::RowSet;
use crate::table::Row;

/// Three-valued logic: `None` is unknown.
pub(super) type Truth = Option<bool>;

pub(super) type Test<'t> = Box<dyn Fn(Row) -> Truth + 't>;

/// How dear a test is; cheap ones are asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cost {
    Column,
    Computed,
    Geometry,
}

/// One condition over a table's rows.
pub(super) struct Node<'t> {
    /// It is true when all of these are, false when one is. Cheap ones first.
    tests: Vec<Test<'t>>,
    /// The only rows for which it can be true; `None`: any.
    pub(super) may_hold: Option<RowSet>,
    /// The only rows for which it can be false; `None`: any.
    pub(super) may_fail: Option<RowSet>,
    pub(super) cost: Cost,
    /// Set when the value does not depend on the row.
    pub(super) constant: Option<Truth>,
}

impl<'t> Node<'t> {
    pub(super) fn new(cost: Cost, test: impl Fn(Row) -> Truth + 't) -> Self {
        Self { tests: vec![Box::new(test)], may_hold: None, may_fail: None, cost, constant: None }
    }

    pub(super) fn constant(value: Truth) -> Self {
        let none = |excluded: bool| excluded.then(RowSet::empty);
        Self {
            tests: vec![Box::new(move |_| value)],
            may_hold: none(value != Some(true)),
            may_fail: none(value != Some(false)),
            cost: Cost::Column,
            constant: Some(value),
        }
    }

    pub(super) fn not(self) -> Self {
        let (may_hold, may_fail) = (self.may_fail.clone(), self.may_hold.clone());
        let (cost, constant) = (self.cost, self.constant);
        let test = self.test();
        Self {
            tests: vec![Box::new(move |row| test(row).map(|value| !value))],
            may_hold,
            may_fail,
            cost,
            constant: constant.map(|value| value.map(|value| !value)),
        }
    }

    /// The whole condition, row by row.
    pub(super) fn test(mut self) -> Test<'t> {
        match self.tests.len() {
            1 => self.tests.remove(0),
            _ => decided(self.tests, false),
        }
    }

    /// Leaves the rows for which it is true.
    ///
    /// One test after the other goes over all of them: where they lie apart in memory, a core then waits
    /// for many at once.
    pub(super) fn retain(&self, rows: &mut Vec<Row>) {
        for test in &self.tests {
            rows.retain(|row| test(*row) == Some(true));
        }
    }

    /// True when all are, false when one is; an empty one is true.
    pub(super) fn all(nodes: Vec<Self>, bound: usize) -> Self {
        Self::combine(nodes, bound, false)
    }

    /// True when one is, false when all are; an empty one is false.
    pub(super) fn any(nodes: Vec<Self>, bound: usize) -> Self {
        Self::combine(nodes, bound, true)
    }

    /// - `decisive`: the value that one part forces on the whole.
    fn combine(mut nodes: Vec<Self>, bound: usize, decisive: bool) -> Self {
        if nodes.len() == 1 {
            return nodes.remove(0);
        }
        nodes.sort_by_key(|node| node.cost);
        let sets = |node: &mut Self| match decisive {
            true => (node.may_hold.take(), node.may_fail.take()),
            false => (node.may_fail.take(), node.may_hold.take()),
        };
        // The whole is decisive where one part is, and the opposite only where every part is.
        let mut one: Option<RowSet> = Some(RowSet::empty());
        let mut every: Option<RowSet> = None;
        for node in &mut nodes {
            let (decisive_rows, other_rows) = sets(node);
            one = one.zip(decisive_rows).map(|(one, more)| one.union(more, bound));
            every = match (every, other_rows) {
                (Some(every), Some(rows)) => Some(every.intersection(&rows)),
                (every, rows) => every.or(rows),
            };
        }
        let cost = nodes.last().map_or(Cost::Column, |node| node.cost);
        let tests = match decisive {
            true => vec![decided(nodes.into_iter().map(Self::test).collect(), true)],
            false => nodes.into_iter().flat_map(|node| node.tests).collect(),
        };
        let (may_hold, may_fail) = if decisive { (one, every) } else { (every, one) };
        Self { tests, may_hold, may_fail, cost, constant: None }
    }
}

/// - `decisive`: the value that one test forces on the whole.
fn decided<'t>(tests: Vec<Test<'t>>, decisive: bool) -> Test<'t> {
    Box::new(move |row| {
        let mut value = Some(!decisive);
        for test in &tests {
            match test(row) {
                Some(found) if found == decisive => return Some(decisive),
                Some(_) => {}
                None => value = None,
            }
        }
        value
    })
}
