//! The scoreboard: targets on a day, as a whole and for the units of a level.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use super::{
    judge::{self, Calendar, State},
    measure::{Atom, Counter, Part, Value},
    model::{Against, Compare, Days, Kind, Measure, Plan, Target},
    spread::Spread,
};
use crate::{
    analysis::{AnalysisError, coverage::Grounds},
    atlas::{Layer, Snapshot, View},
    domain::{Audience, CollectionId, UnitRef},
    query::Filter,
    table::Row,
};

/// Answers for one plan, state and day. What several targets share is counted once.
#[derive(Debug)]
pub struct Board<'a> {
    plan: &'a Plan,
    snapshot: &'a Arc<Snapshot>,
    days: Days,
    within: Option<&'a UnitRef>,
    grounds: &'a Grounds,
    counted: RefCell<HashMap<Counted, Arc<[Part]>>>,
}

/// What has been counted: a target by its key, which of its measures, of which days.
type Counted = (String, Group, Days);

/// A target's total, its units, and what lies outside them.
type Lines = (Line, Vec<(Row, Line)>, Line);

/// Which of a target's measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Group {
    Decides,
    Begun,
    Also(usize),
}

/// A number and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub value: Value,
    pub state: State,
    /// The number it is compared with, for targets against a baseline.
    pub before: Option<Value>,
    /// Whether the stretch is reached; `None` without one.
    pub stretch: Option<bool>,
    /// What the numerator should be by the calendar.
    pub expected: Option<i64>,
}

/// The units of a level.
#[derive(Debug, Clone)]
pub struct Units {
    pub level: CollectionId,
    pub layer: Arc<Layer>,
    pub lines: Vec<(Row, Line)>,
    /// What lies in none of them; units and outside sum to the whole.
    pub outside: Line,
}

/// How a target stands.
#[derive(Debug, Clone)]
pub struct Score<'p> {
    pub target: &'p Target,
    pub days: Days,
    pub total: Line,
    /// `None` where the level means nothing for the target.
    pub units: Option<Units>,
    /// The level of the spread, and its units.
    pub spread: Option<(Arc<Layer>, Spread)>,
    /// The other readings, in their order.
    pub also: Vec<Value>,
    /// Of a composite: each tile's targets and their states.
    pub tiles: Vec<Vec<(&'p str, State)>>,
}

/// A feature that holds a target back.
#[derive(Debug, Clone)]
pub struct Laggard {
    pub layer: Arc<Layer>,
    pub atom: Atom,
}

/// Which rows stand behind a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    Numerator,
    Denominator,
    /// Those that hold the target back.
    Laggards,
}

/// Values by unit, before they are judged.
struct Values {
    total: Value,
    units: Vec<(Row, Value)>,
    outside: Value,
}

impl<'a> Board<'a> {
    /// - `at`: the day; outside the plan's period its first or last day stands for it.
    /// - `within`: counts only what belongs to this unit.
    pub fn new(
        plan: &'a Plan,
        view: &'a View,
        within: Option<&'a UnitRef>,
        grounds: &'a Grounds,
    ) -> Self {
        Self {
            plan,
            snapshot: view.snapshot(),
            days: plan.days(view.at()),
            within,
            grounds,
            counted: RefCell::default(),
        }
    }

    pub fn days(&self) -> Days {
        self.days
    }

    /// The numbers are public, so they are made of all there is.
    fn view(&self, days: &Days) -> View {
        self.snapshot.view(Audience::Internal, Some(days.at))
    }

    fn parts(
        &self,
        target: &Target,
        group: Group,
        measures: &[Measure],
        days: &Days,
    ) -> Result<Arc<[Part]>, AnalysisError> {
        let key = (target.key.clone(), group, *days);
        if let Some(parts) = self.counted.borrow().get(&key) {
            return Ok(parts.clone());
        }
        let view = self.view(days);
        let counter = Counter { view: &view, days, grounds: self.grounds };
        let mut parts: Vec<Part> =
            measures.iter().map(|measure| counter.part(measure)).collect::<Result<_, _>>()?;
        if let Some(unit) = self.within {
            for part in &mut parts {
                let inside = Inside::new(&view, part, unit)?;
                part.atoms.retain(|atom| inside.has(atom.row));
            }
        }
        let parts: Arc<[Part]> = parts.into();
        self.counted.borrow_mut().insert(key, parts.clone());
        Ok(parts)
    }

    /// - `level`: `None` for the whole alone.
    fn values(
        &self,
        target: &Target,
        parts: &[Part],
        days: &Days,
        level: Option<&CollectionId>,
    ) -> Result<Values, AnalysisError> {
        let all = || parts.iter().flat_map(|part| part.atoms.iter().map(move |atom| (part, atom)));
        let mut values = Values {
            total: Value::sum(all(), parts),
            units: Vec::new(),
            outside: Value::sum(std::iter::empty(), parts),
        };
        let whole = target.whole.filter(|_| self.within.is_none());
        if whole.is_some() {
            values.total.den = whole;
        }
        let Some(level) = level else { return Ok(values) };
        let view = self.view(days);
        let rows = unit_rows(&view, level, self.within)?;
        let slots: HashMap<Row, usize> =
            rows.iter().enumerate().map(|(slot, row)| (*row, slot)).collect();
        let mut cells: Vec<Vec<(&Part, &Atom)>> = vec![Vec::new(); rows.len() + 1];
        for part in parts {
            let membership = view.membership(&part.layer, level)?;
            for atom in &part.atoms {
                let slot = slots.get(&membership.unit(atom.row)).copied().unwrap_or(rows.len());
                cells[slot].push((part, atom));
            }
        }
        let mut sums = cells.into_iter().map(|cell| Value::sum(cell.into_iter(), parts));
        values.units = rows.iter().copied().zip(sums.by_ref()).collect();
        values.outside = sums.next().expect("there is one more cell than units");
        if whole.is_some() && self.snapshot.territory.unit_levels.first() == Some(level) {
            values.units.iter_mut().for_each(|(_, value)| value.den = whole);
        }
        Ok(values)
    }

    fn calendar(&self, target: &Target, days: &Days) -> Calendar {
        Calendar { at: days.at, from: days.from, due: self.plan.due(target) }
    }

    fn line(
        &self,
        target: &Target,
        value: Value,
        before: Option<Value>,
        begun: Option<bool>,
        days: &Days,
    ) -> Line {
        let calendar = self.calendar(target, days);
        Line {
            state: judge::judge(target, &value, before.as_ref(), begun, calendar),
            stretch: judge::stretched(target, &value),
            expected: judge::expected(target, &value, calendar),
            before,
            value,
        }
    }

    /// The days that a target is compared with.
    fn before(&self, target: &Target, days: &Days) -> Option<Days> {
        Some(match target.against? {
            Against::LastYear => days.last_year(),
            Against::Baseline => Days { at: days.base, ..*days },
            Against::LastQuarter => days.last_quarter(),
        })
    }

    /// Total, units and what lies outside them.
    fn lines(
        &self,
        target: &Target,
        days: &Days,
        level: Option<&CollectionId>,
    ) -> Result<Lines, AnalysisError> {
        if !target.all_of.is_empty() {
            let line = self.tiles(target, days, level)?;
            return Ok((line.total, line.units, line.outside));
        }
        if !target.gap_of.is_empty() {
            let total = self.gap(target, days)?;
            return Ok((total.clone(), Vec::new(), total));
        }
        let parts = self.parts(target, Group::Decides, &target.measures, days)?;
        let values = self.values(target, &parts, days, level)?;
        let before = match self.before(target, days) {
            Some(then) => {
                let parts = self.parts(target, Group::Decides, &target.measures, &then)?;
                Some(self.values(target, &parts, &then, level)?)
            }
            None => None,
        };
        let begun = match target.begun.is_empty() {
            false => {
                let parts = self.parts(target, Group::Begun, &target.begun, days)?;
                Some(self.values(target, &parts, days, level)?)
            }
            true => None,
        };
        let has_begun = |value: &Value| value.den.is_none_or(|den| value.num >= den);
        let of = |values: &Option<Values>, row: Row| {
            let (_, value) = values.as_ref()?.units.iter().find(|(unit, _)| *unit == row)?;
            Some(value.clone())
        };
        let mut total = self.line(
            target,
            values.total,
            before.as_ref().map(|before| before.total.clone()),
            begun.as_ref().map(|begun| has_begun(&begun.total)),
            days,
        );
        let differs = target.declared.is_some_and(|count| total.value.den != Some(count));
        if target.kind == Kind::Partition && differs && self.within.is_none() {
            total.state = State::Failed;
        }
        let units = values
            .units
            .into_iter()
            .map(|(row, value)| {
                let begun = of(&begun, row).map(|value| has_begun(&value));
                (row, self.line(target, value, of(&before, row), begun, days))
            })
            .collect();
        let outside = before.as_ref().map(|before| before.outside.clone());
        let outside = self.line(target, values.outside, outside, None, days);
        Ok((total, units, outside))
    }

    /// A composite: its number is how many of its tiles stand well.
    fn tiles(
        &self,
        target: &Target,
        days: &Days,
        level: Option<&CollectionId>,
    ) -> Result<Tiles, AnalysisError> {
        let mut totals: Vec<Vec<State>> = Vec::new();
        let mut by_unit: HashMap<Row, Vec<Vec<State>>> = HashMap::new();
        for keys in &target.all_of {
            totals.push(Vec::new());
            for key in keys {
                let part = self.part_of(key);
                let level = level.filter(|level| part.levels.contains(level));
                let (total, units, _) = self.lines(part, days, level)?;
                totals.last_mut().expect("pushed above").push(total.state);
                for (row, line) in units {
                    let tiles = by_unit.entry(row).or_default();
                    tiles.resize(totals.len(), Vec::new());
                    tiles.last_mut().expect("resized above").push(line.state);
                }
            }
        }
        let line = |tiles: &[Vec<State>]| {
            let states: Vec<State> =
                tiles.iter().map(|tile| State::of_all(tile.iter().copied())).collect();
            let counts = |state: &&State| **state != State::NotApplicable;
            let well = |state: &&State| matches!(state, State::Met | State::CleanSoFar);
            let met = states.iter().filter(well).count() as i64;
            let of = states.iter().filter(counts).count() as i64;
            Line {
                value: Value::of_targets(met, of, days.at),
                state: State::of_all(states),
                before: None,
                stretch: None,
                expected: None,
            }
        };
        let units = match level {
            Some(level) => unit_rows(&self.view(days), level, self.within)?
                .into_iter()
                .map(|row| (row, line(by_unit.get(&row).map_or(&[][..], |tiles| tiles))))
                .collect(),
            None => Vec::new(),
        };
        Ok(Tiles { total: line(&totals), units, outside: line(&[]) })
    }

    /// Of how many rates the spread has not widened.
    fn gap(&self, target: &Target, days: &Days) -> Result<Line, AnalysisError> {
        let then = self.before(target, days).unwrap_or(*days);
        let (mut kept, mut of) = (0, 0);
        for key in &target.gap_of {
            let part = self.part_of(key);
            let spread = |days: &Days| -> Result<Option<Spread>, AnalysisError> {
                let level = self.spread_level(part);
                let (_, units, _) = self.lines(part, days, Some(level))?;
                Ok(Spread::new(units.iter().map(|(row, line)| (*row, &line.value)), part.compare))
            };
            if let (Some(now), Some(then)) = (spread(days)?, spread(&then)?) {
                of += 1;
                kept += i64::from(now.is_no_wider_than(&then));
            }
        }
        Ok(self.line(target, Value::of_targets(kept, of, days.at), None, None, days))
    }

    fn part_of(&self, key: &str) -> &'a Target {
        &self.plan.target(key).expect("it was checked when the plan was read").it
    }

    /// The smallest units a target makes sense for.
    fn spread_level<'t>(&self, target: &'t Target) -> &'t CollectionId {
        target.levels.last().expect("it was checked when the plan was read")
    }

    /// How a target stands.
    ///
    /// - `level`: the units wanted; the spread is theirs, or that of the smallest the target has.
    ///
    /// # Errors
    /// [`AnalysisError`] for unknown levels and units, and where the plan names what the layers do
    /// not have.
    pub fn score(
        &self,
        target: &'a Target,
        level: Option<&CollectionId>,
    ) -> Result<Score<'a>, AnalysisError> {
        let wanted = level.filter(|level| target.levels.contains(level));
        let spread_level = wanted.unwrap_or_else(|| self.spread_level(target));
        let (total, lines, outside) = self.lines(target, &self.days, Some(spread_level))?;
        let view = self.view(&self.days);
        let layer = view.layer(spread_level)?.clone();
        let rates = lines.iter().map(|(row, line)| (*row, &line.value));
        let spread = match target.all_of.is_empty() {
            true => Spread::new(rates, target.compare),
            false => None,
        };
        let also = target
            .also
            .iter()
            .enumerate()
            .map(|(index, also)| {
                let parts = self.parts(target, Group::Also(index), &also.measures, &self.days)?;
                let all = parts.iter().flat_map(|p| p.atoms.iter().map(move |atom| (p, atom)));
                Ok(Value::sum(all, &parts))
            })
            .collect::<Result<_, AnalysisError>>()?;
        let tiles = target
            .all_of
            .iter()
            .map(|keys| {
                keys.iter()
                    .map(|key| {
                        let (total, ..) = self.lines(self.part_of(key), &self.days, None)?;
                        Ok((key.as_str(), total.state))
                    })
                    .collect()
            })
            .collect::<Result<_, AnalysisError>>()?;
        Ok(Score {
            target,
            days: self.days,
            total,
            units: wanted.map(|level| Units {
                level: level.clone(),
                layer: layer.clone(),
                lines,
                outside,
            }),
            spread: spread.map(|spread| (layer, spread)),
            also,
            tiles,
        })
    }

    /// The whole at the end of each month that is over, and on the day.
    ///
    /// # Errors
    /// As [`score`](Self::score).
    pub fn trend(&self, target: &Target) -> Result<Vec<Line>, AnalysisError> {
        let months = self.days.months();
        months.iter().map(|days| Ok(self.lines(target, days, None)?.0)).collect()
    }

    /// The features behind a target's number, or those that hold it back: what is missing most
    /// first.
    ///
    /// # Errors
    /// As [`score`](Self::score).
    pub fn rows(&self, target: &Target, which: Behind) -> Result<Vec<Laggard>, AnalysisError> {
        let mut rows = Vec::new();
        let keys = target.all_of.iter().flatten().chain(&target.gap_of);
        let parts: Vec<&Target> = keys.map(|key| self.part_of(key)).collect();
        for target in if parts.is_empty() { vec![target] } else { parts } {
            for part in &*self.parts(target, Group::Decides, &target.measures, &self.days)? {
                let atoms = part.atoms.iter().filter(|atom| stands(target, part, atom, which));
                let layer = || part.layer.clone();
                rows.extend(atoms.map(|atom| Laggard { layer: layer(), atom: *atom }));
            }
        }
        if which == Behind::Laggards {
            // Stable: features stay in the layer's order.
            rows.sort_by_key(|row| std::cmp::Reverse((row.atom.den - row.atom.num).abs()));
        }
        Ok(rows)
    }
}

struct Tiles {
    total: Line,
    units: Vec<(Row, Line)>,
    outside: Line,
}

fn stands(target: &Target, part: &Part, atom: &Atom, which: Behind) -> bool {
    match which {
        Behind::Numerator => atom.num > 0 || part.percentile.is_some(),
        Behind::Denominator => atom.den > 0 || !part.has_den,
        Behind::Laggards => match target.compare {
            Some(Compare::AtMost | Compare::Equal | Compare::Less) => atom.num > 0,
            _ => part.has_den && atom.num < atom.den,
        },
    }
}

/// Units of a level in their order, all or those in a unit.
pub(super) fn unit_rows(
    view: &View,
    level: &CollectionId,
    within: Option<&UnitRef>,
) -> Result<Vec<Row>, AnalysisError> {
    let layer = view.layer(level)?;
    if let Some(unit) = within {
        return Ok(view.select(layer, &Filter::Within(unit.clone()))?);
    }
    let mut rows = view.units(level)?.rows().to_vec();
    rows.sort_unstable_by_key(|row| layer.table.fid(*row));
    Ok(rows)
}

/// Whether a part's features belong to a unit.
struct Inside {
    membership: Arc<crate::table::Membership>,
    unit: Row,
}

impl Inside {
    fn new(view: &View, part: &Part, unit: &UnitRef) -> Result<Self, AnalysisError> {
        let (membership, unit) = view.unit(&part.layer, unit)?;
        Ok(Self { membership, unit })
    }

    fn has(&self, row: Row) -> bool {
        self.membership.unit(row) == self.unit
    }
}
