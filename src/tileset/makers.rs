//! Who makes tiles that take a millisecond or two.

use std::{sync::LazyLock, thread::available_parallelism};

use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

/// As many threads as there are cores, which make one tile after the other in the order in which
/// they were asked for: with more of them at work, each would be interrupted by the others, and
/// some be late.
static MAKERS: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_current_thread()
        .thread_name("tiles")
        .max_blocking_threads(available_parallelism().map_or(2, usize::from))
        .build()
        .expect("threads can be started")
});

/// Runs short work in turn.
pub fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    MAKERS.spawn_blocking(work)
}
