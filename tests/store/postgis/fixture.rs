use std::{path::PathBuf, sync::Arc};

use gumei::{
    domain::{Change, CollectionId, Edit, EditContext, Feature, FeatureId, Schema, Value},
    store::{Loaded, LoadedLayer, Location, Schemas, Store, StoreError, geopackage},
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::postgres::{server, territory};

/// Each case on both stores, each time on a database of its own.
macro_rules! on_both_stores {
    ($($case:ident)+) => {
        mod on_geopackage {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $case() {
                super::$case(super::Fixture::geopackage().await).await;
            })+
        }
        mod on_postgis {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $case() {
                super::$case(super::Fixture::postgis().await).await;
            })+
        }
    };
}

pub(crate) use on_both_stores;

/// A store with the demonstration territory, this test's own.
pub struct Fixture {
    pub store: Arc<dyn Store>,
    pub location: Location,
    /// Name of the database; `None` for a file.
    database: Option<String>,
    _folder: TempDir,
}

impl Fixture {
    pub async fn geopackage() -> Self {
        static ORIGINAL: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();
        let (_, original) = ORIGINAL
            .get_or_init(async || {
                let folder = TempDir::new().unwrap();
                let path = folder.path().join("original.gpkg");
                geopackage::create(&path, territory().await, false).await.unwrap();
                (folder, path)
            })
            .await;
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("store.gpkg");
        std::fs::copy(original, &path).unwrap();
        Self::open(Location::File(path), None, folder).await
    }

    pub async fn postgis() -> Self {
        let database = server().filled().await;
        let location = server().url(&database).parse().unwrap();
        Self::open(location, Some(database), TempDir::new().unwrap()).await
    }

    async fn open(location: Location, database: Option<String>, folder: TempDir) -> Self {
        let store = location.open().await.unwrap().store;
        Self { store, location, database, _folder: folder }
    }

    pub fn database(&self) -> &str {
        self.database.as_deref().expect("it is a database")
    }

    /// As GDAL writes it.
    pub fn gdal_name(&self) -> String {
        match (&self.location, &self.database) {
            (Location::Database(_), Some(name)) => server().gdal_name(name),
            (location, _) => location.to_string(),
        }
    }

    pub async fn connect(&self) -> PgConnection {
        server().connect(self.database()).await
    }

    /// Statements as a desktop or a script would send them, past the service.
    pub async fn foreign(&self, statements: &str) {
        let statements = AssertSqlSafe(statements.to_owned());
        match &self.location {
            Location::File(path) => {
                let url = format!("sqlite://{}", path.display());
                let mut connection = SqliteConnection::connect(&url).await.unwrap();
                connection.execute(statements).await.unwrap();
                connection.close().await.unwrap();
            }
            Location::Database(_) => {
                self.connect().await.execute(statements).await.unwrap();
            }
        }
    }

    pub async fn schemas(&self) -> Schemas {
        schemas(&self.store.load().await.unwrap())
    }

    pub async fn layer(&self, id: &str) -> LoadedLayer {
        let loaded = self.store.load().await.unwrap();
        assert_eq!(loaded.refused, []);
        loaded.layers.into_iter().find(|layer| layer.schema.id.as_str() == id).unwrap()
    }

    pub async fn find(&self, layer: &str, id: &str) -> Option<Feature> {
        self.layer(layer).await.features.into_iter().find(|feature| feature.id.as_str() == id)
    }

    /// Epoch and position.
    pub async fn position(&self) -> (Arc<str>, i64) {
        let loaded = self.store.load().await.unwrap();
        (loaded.epoch, loaded.position)
    }

    /// Writes on top of everything there is.
    pub async fn write(&self, edits: &[Edit]) -> Result<(), StoreError> {
        let loaded = self.store.load().await.unwrap();
        let context = EditContext::default();
        self.store.write(edits, &schemas(&loaded), &context, loaded.position).await
    }

    pub async fn changes(&self, since: &(Arc<str>, i64)) -> Vec<Change> {
        self.changes_with(since, &self.schemas().await).await
    }

    pub async fn changes_with(&self, since: &(Arc<str>, i64), schemas: &Schemas) -> Vec<Change> {
        self.store.changes_since(&since.0, since.1, schemas).await.unwrap()
    }
}

fn schemas(loaded: &Loaded) -> Schemas {
    let layers = loaded.layers.iter();
    layers.map(|layer| (layer.schema.id.clone(), layer.schema.clone())).collect()
}

pub fn collection(id: &str) -> CollectionId {
    CollectionId::new(id).unwrap()
}

pub fn feature_id(id: &str) -> FeatureId {
    FeatureId::new(id).unwrap()
}

pub fn insert(layer: &str, feature: Feature) -> Edit {
    Edit::Insert { collection: collection(layer), feature }
}

pub fn replace(layer: &str, feature: Feature) -> Edit {
    Edit::Replace { collection: collection(layer), feature }
}

pub fn delete(layer: &str, id: &str) -> Edit {
    Edit::Delete { collection: collection(layer), id: feature_id(id) }
}

pub fn set(feature: &mut Feature, schema: &Schema, property: &str, value: Value) {
    feature.values[schema.index_of(property).unwrap()] = value;
}

pub fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub fn list(items: &[&str]) -> Value {
    Value::TextList(items.iter().map(|item| Arc::from(*item)).collect())
}
