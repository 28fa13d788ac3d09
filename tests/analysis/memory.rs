//! A store that is nothing but a list of changes, written by the test itself.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use gumei::{
    city::{self, Scale},
    domain::{Change, CollectionId, Edit, EditContext, Effect, FeatureId, Operation},
    store::{
        Held, Intake, Loaded, LoadedLayer, LogMark, Outline, PlanFile, Schemas, Seed, Store,
        StoreError,
    },
};
use tokio::sync::OnceCell;

pub fn id(name: &str) -> CollectionId {
    name.parse().unwrap()
}

/// Violations and compounds of one subdistrict of the made-up city.
#[derive(Debug)]
pub struct Memory {
    seed: Arc<Seed>,
    log: Mutex<Vec<Change>>,
}

impl Memory {
    pub async fn new() -> Self {
        static SEED: OnceCell<Arc<Seed>> = OnceCell::const_new();
        let make = async || {
            let mut seed = city::seed(Scale::Subdistrict, 1).await.unwrap().0;
            seed.layers
                .retain(|layer| ["violations", "compounds"].contains(&layer.schema.id.as_str()));
            Arc::new(seed)
        };
        Self { seed: SEED.get_or_init(make).await.clone(), log: Mutex::default() }
    }

    /// What the atlas will find when it looks.
    pub fn push(&self, collection: &str, operation: Operation, id: &FeatureId, effect: Effect) {
        let mut log = self.log.lock().unwrap();
        let change = Change {
            seq: log.len() as i64 + 1,
            operation,
            collection: self::id(collection),
            feature_id: Some(id.clone()),
            effect,
            at: chrono::Utc::now(),
            context: EditContext::default(),
        };
        log.push(change);
    }

    fn refuse<T>(&self) -> Result<T, StoreError> {
        Err(StoreError::Foreign(self.describe()))
    }
}

#[async_trait]
impl Store for Memory {
    async fn load_into(
        &self,
        intake: &mut dyn Intake,
        _: Option<&Held>,
    ) -> Result<Loaded, StoreError> {
        let mut layers = Vec::new();
        for layer in &self.seed.layers {
            let features = layer.rows.pieces().flat_map(|piece| piece.into_owned());
            for (mut feature, fid) in features.zip(1..) {
                feature.fid = fid;
                intake.take(&layer.schema, feature);
            }
            let schema = layer.schema.clone();
            layers.push(LoadedLayer { schema, features: Vec::new(), versions: Default::default() });
        }
        Ok(Loaded {
            territory: Some(self.seed.territory.clone()),
            layers,
            kept: Vec::new(),
            refused: Vec::new(),
            epoch: "memory".into(),
            position: 0,
            outline: Outline::default(),
        })
    }

    async fn outline(&self) -> Result<Outline, StoreError> {
        Ok(Outline::default())
    }

    async fn log_mark(&self, _: i64) -> Result<LogMark, StoreError> {
        self.refuse()
    }

    async fn adopt(&self, _: &str) -> Result<(), StoreError> {
        self.refuse()
    }

    async fn plan(&self) -> Result<Vec<PlanFile>, StoreError> {
        Ok(Vec::new())
    }

    async fn replace_plan(&self, _: &[PlanFile]) -> Result<(), StoreError> {
        self.refuse()
    }

    async fn changes_since(
        &self,
        _: &str,
        position: i64,
        _: &Schemas,
    ) -> Result<Vec<Change>, StoreError> {
        Ok(self.log.lock().unwrap()[position as usize..].to_vec())
    }

    async fn history(
        &self,
        _: &CollectionId,
        _: &FeatureId,
        _: i64,
        _: &Schemas,
    ) -> Result<Vec<Change>, StoreError> {
        Ok(Vec::new())
    }

    async fn write(
        &self,
        _: &[Edit],
        _: &Schemas,
        _: &EditContext,
        _: i64,
    ) -> Result<(), StoreError> {
        self.refuse()
    }

    async fn content(&self) -> Result<Seed, StoreError> {
        self.refuse()
    }

    fn describe(&self) -> String {
        "a list in memory".to_owned()
    }

    async fn close(&self) {}
}
