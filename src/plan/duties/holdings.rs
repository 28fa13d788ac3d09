//! Who holds which role, as the layer of responsibilities has it, past and present.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;

use super::Duty;
use crate::{
    analysis::AnalysisError,
    atlas::{Layer, View},
    domain::{CollectionId, DataType, UnitRef},
    table::Row,
};

pub fn layer_id() -> CollectionId {
    CollectionId::new("responsibilities").expect("a plain name is an identifier")
}

/// The columns that are read, and what they may be.
pub const COLUMNS: [(&str, &[DataType]); 5] = [
    ("unit", &[DataType::Text]),
    ("role", &[DataType::Text]),
    ("holder_ref", &[DataType::Text]),
    ("valid_from", &[DataType::Date]),
    ("valid_to", &[DataType::Date]),
];

/// Somebody's time in a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    pub row: Row,
    pub holder: String,
    pub from: Option<NaiveDate>,
    /// The first day on which it is over.
    pub to: Option<NaiveDate>,
}

impl Holding {
    pub fn on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }
}

/// Days without anybody, the last one not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// By unit and role, in the order of their begin.
#[derive(Debug)]
pub struct Holdings {
    pub layer: Arc<Layer>,
    by: HashMap<UnitRef, HashMap<String, Vec<Holding>>>,
}

impl Holdings {
    /// # Errors
    /// [`AnalysisError`] where the audience may not see who is responsible.
    pub fn read(view: &View) -> Result<Self, AnalysisError> {
        let layer = view.layer(&layer_id())?.clone();
        let schema = layer.schema();
        let mut by: HashMap<UnitRef, HashMap<String, Vec<Holding>>> = HashMap::new();
        let index = |name: &str| schema.index_of(name);
        if let (Some(unit), Some(role), Some(holder)) =
            (index("unit"), index("role"), index("holder_ref"))
        {
            let (from, to) = (index("valid_from"), index("valid_to"));
            for row in layer.table.rows() {
                let text = |property| layer.table.column(property).text(row as usize);
                let date = |property: Option<usize>| {
                    property.and_then(|property| layer.table.column(property).date(row as usize))
                };
                let (Some(unit), Some(role), Some(holder)) = (text(unit), text(role), text(holder))
                else {
                    continue;
                };
                let Ok(unit) = unit.parse() else { continue };
                let holder = holder.to_owned();
                let holding = Holding { row, holder, from: date(from), to: date(to) };
                by.entry(unit).or_default().entry(role.to_owned()).or_default().push(holding);
            }
        }
        for held in by.values_mut().flat_map(HashMap::values_mut) {
            held.sort_by_key(|holding| holding.from);
        }
        Ok(Self { layer, by })
    }

    /// All who hold, held or will hold the role, the first first.
    pub fn of(&self, unit: &UnitRef, role: &str) -> &[Holding] {
        self.by.get(unit).and_then(|roles| roles.get(role)).map_or(&[], Vec::as_slice)
    }

    /// How the duty stands for a unit.
    pub fn standing(
        &self,
        unit: &UnitRef,
        duty: &Duty,
        since: NaiveDate,
        at: NaiveDate,
    ) -> Standing {
        let all = self.of(unit, &duty.role);
        let present: Vec<Holding> = all.iter().filter(|held| held.on(at)).cloned().collect();
        let mut gaps = Vec::new();
        let mut until: Option<NaiveDate> = None;
        for held in all.iter().filter(|held| held.from.is_none_or(|from| from <= at)) {
            if let (Some(end), Some(from)) = (until, held.from)
                && from > end
                && from > since
            {
                gaps.push(Gap { from: end.max(since), to: from });
            }
            let end = held.to.unwrap_or(NaiveDate::MAX);
            until = Some(until.map_or(end, |until| until.max(end)));
        }
        Standing {
            vacant_since: until.filter(|until| *until <= at),
            state: match present.len().cmp(&duty.holders) {
                std::cmp::Ordering::Less => State::Missing,
                std::cmp::Ordering::Equal => State::Held,
                std::cmp::Ordering::Greater => State::Twice,
            },
            present,
            gaps,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Held,
    /// Nobody holds it, or fewer than there should be.
    Missing,
    /// More hold it than there should be.
    Twice,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Missing => "missing",
            Self::Twice => "twice",
        }
    }
}

/// How a role of a unit is held on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub state: State,
    pub present: Vec<Holding>,
    /// Days between two holders, in the plan's period and before the day.
    pub gaps: Vec<Gap>,
    /// The day the last holder left, where nobody holds it any more.
    pub vacant_since: Option<NaiveDate>,
}
