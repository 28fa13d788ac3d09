//! Work that several connections share.

use std::{sync::Mutex as Guarded, time::Instant};

use futures_util::future::join_all;
use sqlx::PgConnection;
use tokio::sync::{Mutex, Notify};
use tracing::debug;

use super::{layer::fill_layer, name::key_refused};
use crate::store::{Seed, SeedLayer, StoreError, sql::safe};

/// A piece of work that waits for others.
#[derive(Debug)]
pub(super) struct Job<'s> {
    /// What must be done before, as positions in the list of all jobs; there must be no circle.
    pub after: Vec<usize>,
    pub work: Work<'s>,
}

#[derive(Debug)]
pub(super) enum Work<'s> {
    Rows(&'s SeedLayer),
    /// One after the other.
    Statements(Vec<String>),
    /// The same, but never beside another of this kind: each locks two tables.
    Locking(Vec<String>),
}

impl Work<'_> {
    /// For the log: a layer's name, or how the first statement begins.
    fn name(&self) -> String {
        match self {
            Self::Rows(layer) => format!("rows of {}", layer.schema.id),
            Self::Statements(all) | Self::Locking(all) => {
                all.first().map_or("nothing", String::as_str).chars().take(100).collect()
            }
        }
    }

    /// - returns: the number of features written.
    async fn run(
        self,
        connection: &mut PgConnection,
        seed: &Seed,
        locking: &Mutex<()>,
    ) -> Result<u64, StoreError> {
        let (statements, _alone) = match self {
            Self::Rows(layer) => return fill_layer(connection, seed, layer).await,
            Self::Statements(statements) => (statements, None),
            Self::Locking(statements) => (statements, Some(locking.lock().await)),
        };
        for statement in statements {
            let done = sqlx::query(safe(statement)).execute(&mut *connection).await;
            done.map_err(|error| key_refused(seed, error))?;
        }
        Ok(0)
    }
}

/// What is to be done, under way and done.
struct Board<'s> {
    waiting: Vec<Option<Job<'s>>>,
    done: Vec<bool>,
    under_way: usize,
}

enum Next<'s> {
    Do(usize, Work<'s>),
    /// For something that is under way.
    Wait,
    Nothing,
}

impl<'s> Board<'s> {
    fn new(jobs: Vec<Job<'s>>) -> Self {
        let done = vec![false; jobs.len()];
        Self { waiting: jobs.into_iter().map(Some).collect(), done, under_way: 0 }
    }

    /// The first job of the list that need not wait.
    fn next(&mut self) -> Next<'s> {
        let done = &self.done;
        let is_ready = |job: &Option<Job>| {
            job.as_ref().is_some_and(|job| job.after.iter().all(|before| done[*before]))
        };
        if let Some(index) = self.waiting.iter().position(is_ready) {
            let job = self.waiting[index].take().expect("a ready job is there");
            self.under_way += 1;
            return Next::Do(index, job.work);
        }
        if self.waiting.iter().all(Option::is_none) {
            return Next::Nothing;
        }
        assert!(self.under_way > 0, "jobs wait for each other in a circle");
        Next::Wait
    }

    fn finish(&mut self, index: usize, succeeded: bool) {
        self.under_way -= 1;
        self.done[index] = true;
        if !succeeded {
            self.waiting.clear();
        }
    }
}

/// Every connection takes the first job that is ready when it has done one. After a failure none is
/// begun; those that are under way come to their end, so that no connection is left in the middle
/// of something.
///
/// - `jobs`: what matters most comes first.
/// - returns: the number of features written.
pub(super) async fn run_all(
    connections: &mut [PgConnection],
    seed: &Seed,
    jobs: Vec<Job<'_>>,
) -> Result<u64, StoreError> {
    let board = Guarded::new(Board::new(jobs));
    let board = || board.lock().expect("no job is run under the lock");
    let (locking, finished) = (Mutex::new(()), Notify::new());
    let began = Instant::now();
    let work = async |connection: &mut PgConnection| {
        let mut written = 0;
        loop {
            // Before the look, so that none is missed between it and the wait.
            let another = finished.notified();
            let next = board().next();
            match next {
                Next::Do(index, work) => {
                    let name = work.name();
                    let result = work.run(connection, seed, &locking).await;
                    debug!("after {:.2} s: {name}", began.elapsed().as_secs_f64());
                    board().finish(index, result.is_ok());
                    finished.notify_waiters();
                    written += result?;
                }
                Next::Wait => another.await,
                Next::Nothing => return Ok(written),
            }
        }
    };
    let done = join_all(connections.iter_mut().map(work)).await;
    done.into_iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(after: &[usize]) -> Job<'static> {
        Job { after: after.to_vec(), work: Work::Statements(Vec::new()) }
    }

    fn taken(board: &mut Board) -> Option<usize> {
        match board.next() {
            Next::Do(index, _) => Some(index),
            Next::Wait | Next::Nothing => None,
        }
    }

    #[test]
    fn jobs_wait_for_those_before_them_and_the_first_ready_one_is_taken() {
        let mut board = Board::new(vec![job(&[]), job(&[0]), job(&[0, 3]), job(&[])]);
        assert_eq!(taken(&mut board), Some(0));
        assert_eq!(taken(&mut board), Some(3));
        assert!(matches!(board.next(), Next::Wait));
        board.finish(0, true);
        assert_eq!(taken(&mut board), Some(1));
        assert!(matches!(board.next(), Next::Wait));
        board.finish(3, true);
        assert_eq!(taken(&mut board), Some(2));
        assert!(matches!(board.next(), Next::Nothing));
    }

    #[test]
    fn after_a_failure_nothing_is_begun() {
        let mut board = Board::new(vec![job(&[]), job(&[]), job(&[0])]);
        assert_eq!(taken(&mut board), Some(0));
        board.finish(0, false);
        assert!(matches!(board.next(), Next::Nothing));
    }
}
