//! Work that several connections share.

use std::sync::Mutex;

use futures_util::future::join_all;
use sqlx::PgConnection;

use super::{layer::fill_layer, name::key_refused};
use crate::store::{Seed, SeedLayer, StoreError, sql::safe};

#[derive(Debug)]
pub(super) enum Job<'s> {
    Rows(&'s SeedLayer),
    /// One after the other.
    Statements(Vec<String>),
}

impl Job<'_> {
    /// - returns: the number of features written.
    async fn run(self, connection: &mut PgConnection, seed: &Seed) -> Result<u64, StoreError> {
        match self {
            Self::Rows(layer) => fill_layer(connection, seed, layer).await,
            Self::Statements(statements) => {
                for statement in statements {
                    let done = sqlx::query(safe(statement)).execute(&mut *connection).await;
                    done.map_err(|error| key_refused(seed, error))?;
                }
                Ok(0)
            }
        }
    }
}

/// Every connection takes the next job when it has done one. After a failure none is begun; those
/// that are under way come to their end, so that no connection is left in the middle of something.
///
/// - returns: the number of features written.
pub(super) async fn run_all(
    connections: &mut [PgConnection],
    seed: &Seed,
    jobs: Vec<Job<'_>>,
) -> Result<u64, StoreError> {
    let queue = Mutex::new(jobs.into_iter());
    let next = || queue.lock().expect("no job is run under the lock").next();
    let work = async |connection: &mut PgConnection| {
        let mut written = 0;
        while let Some(job) = next() {
            match job.run(connection, seed).await {
                Ok(rows) => written += rows,
                Err(error) => {
                    while next().is_some() {}
                    return Err(error);
                }
            }
        }
        Ok(written)
    };
    let done = join_all(connections.iter_mut().map(work)).await;
    done.into_iter().sum()
}
