//! The plan in use: read from the store or a folder, and read again when it changes.

use std::{path::PathBuf, sync::Arc, time::Duration};

use arc_swap::ArcSwapOption;
use chrono::NaiveDate;
use tokio::sync::Mutex;
use tracing::{error, info};

use super::{Plan, PlanError, check, parse};
use crate::{
    atlas::{Atlas, Refusal, Rule},
    domain::{Feature, Schema},
    seed,
    store::{PlanFile, Store, StoreError},
};

/// How often it is looked whether the plan has changed.
const LOOK: Duration = Duration::from_secs(5);

/// Where the plan's files are.
#[derive(Debug, Clone)]
pub enum Source {
    Store(Arc<dyn Store>),
    Folder(PathBuf),
}

impl Source {
    async fn files(&self) -> Result<Vec<PlanFile>, PlanError> {
        let unread = |file: String, reason: String| PlanError { file, line: None, reason };
        match self {
            Self::Store(store) => store
                .plan()
                .await
                .map_err(|error: StoreError| unread("the store".to_owned(), error.to_string())),
            Self::Folder(folder) => seed::plan_files(folder)
                .map_err(|error| unread(error.file.display().to_string(), error.reason)),
        }
    }
}

/// The plan that requests are answered from. One with an error never takes the place of a good one.
#[derive(Debug)]
pub struct Plans {
    source: Source,
    current: ArcSwapOption<Plan>,
    /// What was read last, good or bad, so that each is said once.
    read: Mutex<Vec<PlanFile>>,
}

impl Plans {
    pub fn new(source: Source) -> Self {
        Self { source, current: ArcSwapOption::empty(), read: Mutex::default() }
    }

    /// `None` where there is no plan, or none that could be read yet.
    pub fn current(&self) -> Option<Arc<Plan>> {
        self.current.load_full()
    }

    /// Whether every instance on the store reads the same plan.
    pub fn is_of_store(&self) -> bool {
        matches!(self.source, Source::Store(_))
    }

    /// Reads the plan if its files have changed.
    ///
    /// # Errors
    /// All that is wrong with it; the plan that was there stays.
    pub async fn look(&self, atlas: &Atlas) -> Result<(), Vec<PlanError>> {
        let files = self.source.files().await.map_err(|error| vec![error])?;
        let mut read = self.read.lock().await;
        if *read == files {
            return Ok(());
        }
        read.clone_from(&files);
        if files.is_empty() {
            // A folder being written anew is empty for a moment; a plan in use outlives it.
            return Ok(());
        }
        let plan = parse(&files)?;
        let errors = check(&plan, &atlas.snapshot().schemas);
        if !errors.is_empty() {
            return Err(errors);
        }
        info!(
            "work plan of {}: {} phrases, {} targets",
            plan.year,
            plan.rows.len(),
            plan.targets.len()
        );
        self.current.store(Some(Arc::new(plan)));
        Ok(())
    }

    /// Reads the plan if its files have changed, and says what is wrong with it.
    pub async fn look_and_tell(&self, atlas: &Atlas) {
        let Err(errors) = self.look(atlas).await else { return };
        let kept = if self.current.load().is_some() { "; the old one stays" } else { "" };
        for wrong in errors {
            error!("the work plan is refused{kept}: {wrong}");
        }
    }

    /// Follows the plan for as long as it is polled, and says what is wrong with it.
    pub async fn keep_looking(&self, atlas: &Atlas) {
        loop {
            self.look_and_tell(atlas).await;
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Writes go along the workflows of the plan in use.
impl Rule for Plans {
    fn allows(
        &self,
        schema: &Arc<Schema>,
        before: Option<&Feature>,
        after: &Feature,
        today: NaiveDate,
    ) -> Result<(), Refusal> {
        let Some(plan) = self.current() else { return Ok(()) };
        let Some(workflow) = plan.workflow(&schema.id) else { return Ok(()) };
        workflow
            .allows(schema, before, after, &plan.days(today))
            .map_err(|broken| Refusal { property: broken.property, reason: broken.reason })
    }
}
