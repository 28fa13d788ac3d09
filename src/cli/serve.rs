use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::Context;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};
use tracing::{info, warn};

use crate::{
    api::{ANSWERS_MB, AppState, Service, Settings, router},
    atlas::{Atlas, SnapshotFile},
    plan::{Plans, Source, warnings},
    spatial::reproject,
    store::Location,
    tileset::{Tiles, USUAL_MB},
};

/// SIGXFSZ: a write would make a file larger than the process may (`ulimit -f`).
const SIZE_LIMIT: SignalKind = SignalKind::from_raw(25);

/// Serve the API and the map.
#[derive(Debug, clap::Args)]
pub struct Serve {
    #[command(flatten)]
    store: super::StoreArgs,
    /// Address to listen on.
    #[arg(long, env = "GUMEI_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Where clients reach the service, when that is not the address it listens on.
    #[arg(long, env = "GUMEI_BASE_URL", value_name = "URL")]
    base_url: Option<String>,
    /// Believe the `Forwarded` and `X-Forwarded-*` headers: only behind a proxy that sets them.
    #[arg(long, env = "GUMEI_TRUST_PROXY")]
    trust_proxy: bool,
    /// Origin whose pages may ask from a browser, e.g. `https://plan.example.cn`; `*` is any.
    /// May be given several times, or with commas.
    #[arg(long, env = "GUMEI_CORS_ORIGIN", value_name = "ORIGIN", value_delimiter = ',')]
    cors_origin: Vec<String>,
    /// Refuse (428) to replace, change or delete a feature without `If-Match`.
    #[arg(long, env = "GUMEI_REQUIRE_IF_MATCH")]
    require_if_match: bool,
    /// File in which the layers are kept as they lie in memory, so that the next start need not read
    /// the store. It holds internal layers; only its owner may read it.
    ///
    /// Without it: beside a GeoPackage of gumei's own, by its name and `.memory`; none for a database
    /// and for another's GeoPackage.
    #[arg(long, env = "GUMEI_SNAPSHOT", value_name = "FILE")]
    snapshot: Option<PathBuf>,
    /// Read and write no such file, whatever else is said.
    #[arg(long, env = "GUMEI_NO_SNAPSHOT")]
    no_snapshot: bool,
    /// Folder of a work plan that is served instead of the store's own; followed as it changes.
    #[arg(long, env = "GUMEI_PLAN", value_name = "FOLDER")]
    plan: Option<PathBuf>,
    /// A layer with more features than this is drawn from tiles on the map, not read as a whole.
    #[arg(long, env = "GUMEI_TILES_ABOVE", default_value_t = Settings::TILED_ABOVE, value_name = "FEATURES")]
    tiles_above: usize,
    /// Memory for tiles that were made before, in MB; 0 makes each tile anew.
    #[arg(long, env = "GUMEI_TILE_CACHE", default_value_t = USUAL_MB, value_name = "MB",
        value_parser = clap::value_parser!(u64).range(..=65_536))]
    tile_cache: u64,
    /// Memory for answers that are sent again as long as nothing changes, in MB; 0 makes each answer
    /// anew.
    #[arg(long, env = "GUMEI_ANSWER_CACHE", default_value_t = ANSWERS_MB, value_name = "MB",
        value_parser = clap::value_parser!(u64).range(..=65_536))]
    answer_cache: u64,
}

impl Serve {
    fn snapshot_file(&self, location: &Location) -> Option<PathBuf> {
        match (&self.snapshot, location) {
            _ if self.no_snapshot => None,
            (Some(file), _) => Some(file.clone()),
            (None, Location::File(store)) => {
                let mut name = store.clone().into_os_string();
                name.push(".memory");
                Some(name.into())
            }
            (None, Location::Database(_)) => None,
        }
    }

    pub async fn run(self) -> anyhow::Result<()> {
        // Take the port first: the mistake that is quickest told.
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("cannot listen on {}", self.listen))?;
        // A limit of file sizes is an error of the write then, as a full disk is. It would end the process.
        drop(signal(SIZE_LIMIT).context("SIGXFSZ cannot be watched")?);
        let warm = tokio::task::spawn_blocking(reproject::warm_up);
        let location = self.store.location()?;
        // The store is checked meanwhile.
        let reading = self
            .snapshot_file(&location)
            .map(|path| tokio::task::spawn_blocking(|| SnapshotFile::read(path)));
        let opened = location.open().await?;
        let is_ours = opened.private.is_some();
        let file = match reading {
            // Beside what is not ours nothing is left, unless it is asked for.
            Some(reading) if is_ours || self.snapshot.is_some() => Some(reading.await?),
            _ => None,
        };
        let (atlas, file) = match file {
            Some((file, saved)) => {
                let atlas = Atlas::open_with(opened.store.clone(), &file, saved).await?;
                (atlas, Some(Arc::new(file)))
            }
            None => (Atlas::open(opened.store.clone()).await?, None),
        };
        let atlas = Arc::new(atlas);
        warm.await?;
        let plans = Arc::new(Plans::new(match self.plan {
            Some(folder) => Source::Folder(folder),
            None => Source::Store(opened.store.clone()),
        }));
        plans.look(&atlas).await.unwrap_or_else(|errors| {
            errors.iter().for_each(|wrong| warn!("the work plan is refused: {wrong}"));
        });
        atlas.obey(plans.clone());
        let (stop_all, stopping) = watch::channel(false);
        let state = AppState::from(Service {
            stopping,
            atlas: atlas.clone(),
            private: opened.private.clone(),
            settings: Arc::new(Settings {
                base_url: self.base_url,
                trust_proxy: self.trust_proxy,
                cors_origins: self.cors_origin,
                require_if_match: self.require_if_match,
                tiled_above: self.tiles_above,
                answer_cache: self.answer_cache,
            }),
            grounds: Arc::default(),
            totals: Arc::default(),
            documents: Arc::default(),
            plans: plans.clone(),
            handing_over: Arc::default(),
            tiles: Arc::new(Tiles::keeping(self.tile_cache)),
        });
        let follower = tokio::spawn({
            let atlas = atlas.clone();
            async move { atlas.keep_following().await }
        });
        let indexer = tokio::spawn({
            let atlas = atlas.clone();
            async move { atlas.keep_indexes().await }
        });
        let saver = tokio::spawn({
            let (atlas, file) = (atlas.clone(), file.clone());
            async move {
                if let Some(file) = file {
                    atlas.keep_saved(&file).await;
                }
            }
        });
        let plan_follower = tokio::spawn({
            let atlas = atlas.clone();
            async move { plans.keep_looking(&atlas).await }
        });
        let warned = tokio::spawn({
            let (atlas, plans, grounds) =
                (atlas.clone(), state.plans.clone(), state.grounds.clone());
            async move { warnings::keep(&atlas, &plans, &grounds).await }
        });
        let stop = stop()?;
        let address = listener.local_addr()?;
        let snapshot = atlas.snapshot();
        let titles = &snapshot.territory.titles;
        info!(seq = snapshot.seq, "ready: {}", opened.store.describe());
        println!("{} {} · http://{address}/", titles.zh, titles.en);
        axum::serve(listener, router(state))
            .with_graceful_shutdown(async move {
                stop.await;
                // Streams without an end would hold the service up.
                stop_all.send_replace(true);
            })
            .await?;
        // What they have begun must be let go of before the store closes.
        for task in [follower, indexer, saver, plan_follower, warned] {
            task.abort();
            let _ = task.await;
        }
        if let Some(file) = &file {
            atlas.save(file).await;
        }
        opened.close().await;
        Ok(())
    }
}

/// Waits for a signal to stop: SIGINT or SIGTERM, watched from now on, not only from the first poll. Who
/// has had an answer may send one.
fn stop() -> anyhow::Result<impl Future<Output = ()>> {
    let mut interrupted = signal(SignalKind::interrupt()).context("SIGINT cannot be watched")?;
    let mut terminated = signal(SignalKind::terminate()).context("SIGTERM cannot be watched")?;
    Ok(async move {
        tokio::select! { _ = interrupted.recv() => {}, _ = terminated.recv() => {} }
    })
}
