//! The chain of a place: the roles of its unit and of the larger units that it lies in.

use std::sync::Arc;

use super::{
    Duty, Holdings,
    holdings::{Standing, State},
};
use crate::{
    analysis::AnalysisError,
    atlas::{Layer, View},
    domain::{CollectionId, UnitRef},
    plan::Plan,
    query::Filter,
    table::{NO_UNIT, Row},
};

/// A role in a chain, and the unit that has it.
#[derive(Debug, Clone)]
pub struct Link<'p> {
    pub duty: &'p Duty,
    pub unit: UnitRef,
    pub name: String,
    pub standing: Standing,
}

/// Smaller units with roles of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Below {
    pub level: CollectionId,
    pub units: usize,
    /// Of which with every role held as it should be.
    pub complete: usize,
}

#[derive(Debug, Clone)]
pub struct Chain<'p> {
    pub links: Vec<Link<'p>>,
    pub below: Vec<Below>,
}

impl Chain<'_> {
    /// Whether every role at and above the unit is held as it should be; where there is none, those of
    /// the smaller units. A place without any is not complete.
    pub fn is_complete(&self) -> bool {
        match self.links.is_empty() {
            true => {
                !self.below.is_empty()
                    && self.below.iter().all(|below| below.units == below.complete)
            }
            false => self.links.iter().all(|link| link.standing.state == State::Held),
        }
    }
}

/// The chains of one day.
#[derive(Debug)]
pub struct Chains<'a> {
    plan: &'a Plan,
    view: &'a View,
    pub holdings: Holdings,
}

fn unit_ref(layer: &Layer, row: Row) -> UnitRef {
    UnitRef { collection: layer.schema().id.clone(), id: layer.table.id(row).to_id() }
}

impl<'a> Chains<'a> {
    /// # Errors
    /// [`AnalysisError`] where the audience may not see who is responsible.
    pub fn new(plan: &'a Plan, view: &'a View) -> Result<Self, AnalysisError> {
        Ok(Self { plan, view, holdings: Holdings::read(view)? })
    }

    /// The roles that a unit has itself.
    fn own(&self, layer: &Layer, row: Row) -> impl Iterator<Item = Link<'a>> + use<'a, '_> {
        let unit = unit_ref(layer, row);
        let name = layer.table.title(row).to_owned();
        let (since, at) = (self.plan.period.0, self.view.at());
        let duties = self.plan.duties.duties.iter().map(|placed| &placed.it);
        duties.filter(|duty| duty.level == unit.collection).collect::<Vec<_>>().into_iter().map(
            move |duty| Link {
                duty,
                standing: self.holdings.standing(&unit, duty, since, at),
                unit: unit.clone(),
                name: name.clone(),
            },
        )
    }

    /// The chain at units that lie in each other, the largest first.
    pub fn at(&self, units: &[(Arc<Layer>, Option<Row>)]) -> Chain<'a> {
        let here = units.iter().filter_map(|(layer, row)| Some((layer, (*row)?)));
        let links = here.flat_map(|(layer, row)| self.own(layer, row)).collect();
        Chain { links, below: Vec::new() }
    }

    /// The chains of a level's units, by ascending `fid`.
    ///
    /// # Errors
    /// [`AnalysisError`] for levels and units that do not exist.
    pub fn of_level(
        &self,
        level: &CollectionId,
        within: Option<&UnitRef>,
    ) -> Result<Vec<(Row, Chain<'a>)>, AnalysisError> {
        let view = self.view;
        let layer = view.layer(level)?.clone();
        let filter = within.map_or(Filter::And(Vec::new()), |unit| Filter::Within(unit.clone()));
        let rows = view.select(&layer, &filter)?;
        // The levels with roles, the largest first, as the territory has them.
        let levels: Vec<CollectionId> = view.levels().cloned().collect();
        let place = levels.iter().position(|known| known == level).unwrap_or(levels.len());
        let with_roles = |range: &[CollectionId]| -> Vec<CollectionId> {
            let has = |level: &CollectionId| self.plan.duties.of(level).next().is_some();
            range.iter().filter(|level| has(level)).cloned().collect()
        };
        let above = with_roles(&levels[..place])
            .iter()
            .map(|upper| Ok((view.layer(upper)?.clone(), view.membership(&layer, upper)?)))
            .collect::<Result<Vec<_>, AnalysisError>>()?;
        let below = with_roles(levels.get(place + 1..).unwrap_or_default())
            .into_iter()
            .map(|lower| self.below(&layer, lower))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let mut links = Vec::new();
                for (upper, membership) in &above {
                    let unit = membership.unit(row);
                    if unit != NO_UNIT {
                        links.extend(self.own(upper, unit));
                    }
                }
                links.extend(self.own(&layer, row));
                let below = below.iter().map(|(level, counts)| {
                    let (units, complete) = counts[row as usize];
                    Below { level: level.clone(), units, complete }
                });
                (row, Chain { links, below: below.collect() })
            })
            .collect())
    }

    /// Of each unit of a level: how many smaller ones lie in it, and how many of these have all roles.
    fn below(
        &self,
        layer: &Layer,
        lower: CollectionId,
    ) -> Result<(CollectionId, Vec<(usize, usize)>), AnalysisError> {
        let view = self.view;
        let small = view.layer(&lower)?.clone();
        let membership = view.membership(&small, &layer.schema().id)?;
        let mut counts = vec![(0, 0); layer.table.row_bound()];
        for row in view.select(&small, &Filter::And(Vec::new()))? {
            let unit = membership.unit(row);
            if unit == NO_UNIT {
                continue;
            }
            let complete = self.own(&small, row).all(|link| link.standing.state == State::Held);
            let count = &mut counts[unit as usize];
            *count = (count.0 + 1, count.1 + usize::from(complete));
        }
        Ok((lower, counts))
    }
}
