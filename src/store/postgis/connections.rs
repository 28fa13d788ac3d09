//! Which host is in use, and the connections to it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use arc_swap::ArcSwapOption;
use sqlx::{
    Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::sync::Mutex;
use tracing::info;

use super::{DatabaseUrl, PostgisError, error::connecting, url::server};
use crate::store::StoreError;

/// How long a host may take to let us in.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a primary is looked for while a standby serves.
const LOOK_FOR_PRIMARY: Duration = Duration::from_secs(2);

/// A host that has let us in.
#[derive(Debug)]
pub(super) struct Host {
    pub connection: PgConnection,
    options: PgConnectOptions,
    is_standby: bool,
}

/// The first host that takes writes; when there is none, the first standby.
///
/// - `primary_only`: a standby will not do.
///
/// # Errors
/// What is wrong with the host; with several, what is wrong with each.
pub(super) async fn find(url: &DatabaseUrl, primary_only: bool) -> Result<Host, PostgisError> {
    let mut standby: Option<Host> = None;
    let mut refusals = Vec::new();
    for options in url.hosts() {
        match knock(url, options).await {
            Ok(host) if !host.is_standby => return Ok(host),
            Ok(_) if primary_only => refusals.push(PostgisError::Standby(server(options))),
            Ok(host) => standby = standby.or(Some(host)),
            Err(refusal) => refusals.push(refusal),
        }
    }
    if let Some(host) = standby {
        return Ok(host);
    }
    if refusals.len() == 1 {
        return Err(refusals.remove(0));
    }
    let refusals: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    Err(PostgisError::NoHost(refusals.join("; and ")))
}

async fn knock(url: &DatabaseUrl, options: &PgConnectOptions) -> Result<Host, PostgisError> {
    let enter = async {
        let mut connection = PgConnection::connect_with(options).await?;
        let question = sqlx::query_scalar("select pg_is_in_recovery()");
        let is_standby = question.fetch_one(&mut connection).await?;
        Ok(Host { connection, options: options.clone(), is_standby })
    };
    match tokio::time::timeout(PATIENCE, enter).await {
        Ok(entered) => entered.map_err(|error| connecting(url, options, error)),
        Err(_) => {
            let reason = format!("no answer within {} s", PATIENCE.as_secs());
            Err(PostgisError::Unreachable { server: server(options), reason })
        }
    }
}

/// Connections to the host that takes writes, wherever that is.
///
/// Once a primary was in use only a primary will do: a standby may be behind what is in memory.
#[derive(Debug)]
pub struct Connections {
    url: DatabaseUrl,
    /// `None` while no host is known that will do.
    pool: ArcSwapOption<PgPool>,
    /// One at a time looks for a host. Holds when that was last.
    search: Mutex<Instant>,
    had_primary: AtomicBool,
    is_standby: AtomicBool,
}

impl Connections {
    pub(super) fn new(url: &DatabaseUrl, host: &Host) -> Self {
        Self {
            url: url.clone(),
            pool: ArcSwapOption::from_pointee(pool(&host.options)),
            search: Mutex::new(Instant::now()),
            had_primary: AtomicBool::new(!host.is_standby),
            is_standby: AtomicBool::new(host.is_standby),
        }
    }

    pub(super) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    pub(super) fn current(&self) -> Option<Arc<PgPool>> {
        self.pool.load_full()
    }

    /// Connections to the host in use.
    ///
    /// # Errors
    /// [`StoreError::Away`], at once, while none is.
    pub(in crate::store) fn pool(&self) -> Result<Arc<PgPool>, StoreError> {
        self.current().ok_or_else(|| StoreError::Away("a host that does is looked for".into()))
    }

    /// The same, but looks for a host when none is in use, unless somebody is at it.
    ///
    /// # Errors
    /// [`StoreError::Away`] with the reason for each host.
    pub(super) async fn reach(&self) -> Result<Arc<PgPool>, StoreError> {
        if let Some(pool) = self.current() {
            return Ok(pool);
        }
        let Ok(mut search) = self.search.try_lock() else { return self.pool() };
        *search = Instant::now();
        let primary_only = self.url.primary_only() || self.had_primary.load(Ordering::Relaxed);
        let host = find(&self.url, primary_only)
            .await
            .map_err(|refusal| StoreError::Away(refusal.to_string()))?;
        self.go_on_with(host).await
    }

    /// Leaves a standby when one of the other hosts is a primary; looks now and then.
    pub(super) async fn prefer_primary(&self) {
        if !self.is_standby() || self.url.hosts().len() == 1 {
            return;
        }
        let Ok(mut search) = self.search.try_lock() else { return };
        if search.elapsed() < LOOK_FOR_PRIMARY {
            return;
        }
        if let Ok(host) = find(&self.url, true).await {
            // It was a primary a moment ago: there is nothing to refuse.
            let _ = self.go_on_with(host).await;
        }
        *search = Instant::now();
    }

    async fn go_on_with(&self, host: Host) -> Result<Arc<PgPool>, StoreError> {
        self.met(host.is_standby)?;
        info!("the database is at `{}`", server(&host.options));
        let pool = Arc::new(pool(&host.options));
        if let Some(former) = self.pool.swap(Some(pool.clone())) {
            retire(former);
        }
        // It has done its work, and an orderly end spares the server a line in its log.
        let _ = host.connection.close().await;
        Ok(pool)
    }

    /// Takes note of whether the host in use is a standby: it may be promoted, or come back as one.
    ///
    /// # Errors
    /// [`StoreError::Away`] when a standby will not do.
    pub(super) fn met(&self, is_standby: bool) -> Result<(), StoreError> {
        if is_standby && self.had_primary.load(Ordering::Relaxed) {
            return Err(StoreError::Away("the host in use has become a standby".into()));
        }
        self.is_standby.store(is_standby, Ordering::Relaxed);
        self.had_primary.fetch_or(!is_standby, Ordering::Relaxed);
        Ok(())
    }

    pub(super) fn is_standby(&self) -> bool {
        self.is_standby.load(Ordering::Relaxed)
    }

    /// Gives a host up that has failed; `reach` then looks at all of them again.
    pub(super) fn lose(&self, lost: &Arc<PgPool>) {
        let is_current = self.current().is_some_and(|pool| Arc::ptr_eq(&pool, lost));
        // After `close` it is to stay that way.
        if is_current && !lost.is_closed() {
            self.pool.store(None);
            retire(lost.clone());
        }
    }

    pub(super) async fn close(&self) {
        if let Some(pool) = self.current() {
            // A server that is frozen must not keep the service from ending.
            let _ = tokio::time::timeout(PATIENCE, pool.close()).await;
        }
    }
}

/// Closes the pool when nobody holds a connection of it any more.
fn retire(pool: Arc<PgPool>) {
    tokio::spawn(async move { pool.close().await });
}

fn pool(options: &PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(5))
        .connect_lazy_with(options.clone())
}
