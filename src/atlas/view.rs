use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::{Layer, Snapshot, find, find::Found};
use crate::{
    domain::{Audience, CollectionId, FeatureId, Property, UnitRef},
    query::{Bound, EvaluateError, Filter, Limits, Scan, select},
    table::{Membership, NO_UNIT, Row, UnitIndex},
};

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ViewError {
    #[error("there is no collection `{0}`")]
    UnknownCollection(CollectionId),
    #[error("`{0}` is not a unit level")]
    NotALevel(CollectionId),
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
}

/// What one audience sees of a snapshot as of one day. Every read goes through one.
#[derive(Debug, Clone)]
pub struct View {
    snapshot: Arc<Snapshot>,
    audience: Audience,
    at: NaiveDate,
}

impl View {
    pub(super) fn new(snapshot: Arc<Snapshot>, audience: Audience, at: NaiveDate) -> Self {
        Self { snapshot, audience, at }
    }

    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// The day of valid time.
    pub fn at(&self) -> NaiveDate {
        self.at
    }

    /// The layers this audience may see, in the catalogue's order.
    pub fn layers(&self) -> impl Iterator<Item = &Arc<Layer>> {
        self.snapshot.layers().iter().filter(|layer| self.audience.may_see(layer.schema().access))
    }

    /// # Errors
    /// [`ViewError::UnknownCollection`], also for what the audience may not see.
    pub fn layer(&self, id: &CollectionId) -> Result<&Arc<Layer>, ViewError> {
        self.snapshot
            .layer(id)
            .filter(|layer| self.audience.may_see(layer.schema().access))
            .ok_or_else(|| ViewError::UnknownCollection(id.clone()))
    }

    /// Properties this audience may see, as indices into the schema.
    pub fn visible(&self, layer: &Layer) -> Vec<usize> {
        let properties = layer.schema().properties.iter().enumerate();
        properties
            .filter(|(_, property)| self.audience.may_see(property.access))
            .map(|(index, _)| index)
            .collect()
    }

    /// Features that exist on the view's day and meet the filter, by ascending `fid`.
    pub fn select(&self, layer: &Layer, filter: &Filter) -> Result<Vec<Row>, ViewError> {
        let existing = Filter::ExistsAt(self.at).and(filter.clone());
        Ok(select(&layer.table, &existing, &Scope { view: self, layer }, Limits::default())?)
    }

    /// The same as a scan, where columns alone decide it.
    pub fn scan<'l>(&self, layer: &'l Layer, filter: &Filter) -> Option<Scan<'l>> {
        let existing = Filter::ExistsAt(self.at).and(filter.clone());
        Scan::new(&layer.table, &existing, &Scope { view: self, layer })
    }

    /// A feature that exists on the view's day.
    pub fn row(&self, layer: &Layer, id: &FeatureId) -> Option<Row> {
        layer.table.row_of(id).filter(|row| self.exists(layer, *row))
    }

    /// Whether a live row's feature exists on the view's day.
    pub fn exists(&self, layer: &Layer, row: Row) -> bool {
        let schema = layer.schema();
        let at = self.at.num_days_from_ce();
        let day = |property: Option<usize>| {
            property.and_then(|property| layer.table.column(property).days(row as usize))
        };
        let begun = day(schema.existence_start()).is_none_or(|from| from <= at);
        let valid = day(schema.existence_end()).is_none_or(|until| at < until);
        begun && valid
    }

    /// The unit collections, the largest units first.
    pub fn levels(&self) -> impl Iterator<Item = &CollectionId> {
        self.snapshot.levels().iter().map(|level| &level.collection)
    }

    /// Units of a level on the view's day, ready to be asked for places.
    ///
    /// # Errors
    /// [`ViewError::UnknownCollection`], [`ViewError::NotALevel`].
    pub fn units(&self, collection: &CollectionId) -> Result<Arc<UnitIndex>, ViewError> {
        self.layer(collection)?;
        let level = self
            .snapshot
            .levels()
            .iter()
            .find(|level| level.collection == *collection)
            .ok_or_else(|| ViewError::NotALevel(collection.clone()))?;
        if self.same_units_today(collection) {
            Ok(level.index.clone())
        } else {
            Ok(Arc::new(self.snapshot.unit_index(collection, self.at)))
        }
    }

    /// Whether the level's units on the view's day are those of today, whose membership is kept.
    fn same_units_today(&self, collection: &CollectionId) -> bool {
        let today = self.snapshot.territory.as_of;
        if self.at == today {
            return true;
        }
        let Some(layer) = self.snapshot.layer(collection) else { return true };
        let schema = layer.schema();
        let bounds = [schema.existence_start(), schema.existence_end()];
        let (from, until) = (self.at.min(today), self.at.max(today));
        bounds.into_iter().flatten().all(|property| {
            let column = layer.table.column(property);
            layer
                .table
                .used_rows()
                .all(|row| column.date(row as usize).is_none_or(|day| day <= from || day > until))
        })
    }

    /// To which unit of a level the layer's features belong on the view's day.
    ///
    /// # Errors
    /// [`ViewError::UnknownCollection`], [`ViewError::NotALevel`].
    pub fn membership(
        &self,
        layer: &Layer,
        collection: &CollectionId,
    ) -> Result<Arc<Membership>, ViewError> {
        let index = self.units(collection)?;
        if self.same_units_today(collection)
            && let Some(kept) = layer.memberships.get(collection)
        {
            return Ok(kept.clone());
        }
        Ok(Arc::new(self.snapshot.membership_of(layer, collection, &index)))
    }

    /// Whether that membership is kept with the layer, and the level's units beside it.
    pub fn keeps(&self, layer: &Layer, collection: &CollectionId) -> bool {
        layer.memberships.contains_key(collection) && self.same_units_today(collection)
    }

    /// One unit on the view's day, and to which units of its level the layer's features belong.
    ///
    /// # Errors
    /// [`EvaluateError::UnknownUnit`], whether it is the level or the unit that does not exist.
    pub fn unit(
        &self,
        layer: &Layer,
        unit: &UnitRef,
    ) -> Result<(Arc<Membership>, Row), EvaluateError> {
        let unknown = || EvaluateError::UnknownUnit(unit.clone());
        let membership = self.membership(layer, &unit.collection).map_err(|_| unknown())?;
        let units = self.layer(&unit.collection).map_err(|_| unknown())?;
        let row = self.row(units, &unit.id).ok_or_else(unknown)?;
        Ok((membership, row))
    }

    /// Features whose name, alias, code or pinyin matches, the best first.
    pub fn find(&self, query: &str, limit: usize) -> Vec<Found> {
        find::find(self, query, limit)
    }

    /// The unit of a level at a place: its row in the unit collection.
    ///
    /// # Errors
    /// [`ViewError::UnknownCollection`], [`ViewError::NotALevel`].
    pub fn unit_at(
        &self,
        collection: &CollectionId,
        longitude: f64,
        latitude: f64,
    ) -> Result<Option<Row>, ViewError> {
        let row = self.units(collection)?.unit_at((longitude, latitude).into());
        Ok((row != NO_UNIT).then_some(row))
    }
}

/// A filter's way to units, for one layer.
struct Scope<'v> {
    view: &'v View,
    layer: &'v Layer,
}

impl Bound for Scope<'_> {
    fn unit(&self, unit: &UnitRef) -> Result<(Arc<Membership>, Row), EvaluateError> {
        self.view.unit(self.layer, unit)
    }

    fn may_see(&self, property: &Property) -> bool {
        self.view.audience.may_see(property.access)
    }

    fn today(&self) -> NaiveDate {
        self.view.at
    }
}
