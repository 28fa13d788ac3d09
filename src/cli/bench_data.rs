use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use clap::ValueEnum;

use crate::{
    city::{self, EventsAs},
    store::{Chunks, Location, Rows},
};

/// Write a made-up city for measurements: the same seed gives the same rows.
///
/// The city has 220 subdistricts (街道), 1,320 片区, 6,000 committees and 13,000 compounds that
/// nest, 5,000,000 violations found over two years, 10,000 facilities, 200,000 buildings with
/// elders and 106,250 street segments. A district is 14 of its subdistricts, a subdistrict one of
/// those. Nothing in it is real: every feature's provenance is `synthetic`.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("to").args(["store", "files"]).required(true).multiple(true)))]
pub struct BenchData {
    /// How much of the city.
    #[arg(long, value_enum)]
    scale: Scale,
    /// Another number gives another city.
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Make this store: a GeoPackage, or `postgres://user@host:5432/database`.
    #[arg(long, value_name = "FILE|URL")]
    store: Option<String>,
    /// Replace the store when it exists; its changes are lost.
    #[arg(long, requires = "store")]
    replace: bool,
    /// Write a folder for `gumei init --from`: territory, code lists, catalogue and one GeoJSON
    /// file a layer. At the scale `city` the violations are a CSV file with `longitude` and
    /// `latitude` instead (and a .csvt that gives ogr2ogr the types), which `init` does not read.
    #[arg(long, value_name = "FOLDER")]
    files: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Scale {
    /// 1 subdistrict, 22,727 violations.
    Subdistrict,
    /// 14 subdistricts, about 318,000 violations.
    District,
    /// 220 subdistricts, 5,000,000 violations.
    City,
}

impl BenchData {
    pub async fn run(self) -> anyhow::Result<()> {
        let (scale, events) = match self.scale {
            Scale::Subdistrict => (city::Scale::Subdistrict, EventsAs::GeoJson),
            Scale::District => (city::Scale::District, EventsAs::GeoJson),
            Scale::City => (city::Scale::City, EventsAs::Csv),
        };
        let location: Option<Location> = self.store.as_deref().map(str::parse).transpose()?;
        // The mistakes that are quickest told.
        if let Some(location) = &location
            && location.exists().await?
            && !self.replace
        {
            bail!("`{location}` exists already; `--replace` makes it anew");
        }
        let start = Instant::now();
        let (mut seed, counts) = city::seed(scale, self.seed).await?;
        eprintln!("units and compounds made in {:.1} s", start.elapsed().as_secs_f64());
        let progress = Progress::new();
        for (layer, count) in seed.layers.iter_mut().zip(counts) {
            let rows = std::mem::replace(&mut layer.rows, Rows::All(Vec::new()));
            layer.rows = progress.watch(rows, layer.schema.id.to_string(), count);
        }
        if let Some(folder) = &self.files {
            let start = Instant::now();
            let written = city::write_files(folder, &seed, events)
                .with_context(|| format!("cannot write `{}`", folder.display()))?;
            made(&folder.display().to_string(), written, start);
        }
        if let Some(location) = &location {
            let start = Instant::now();
            let written = location.create(&seed, self.replace).await?;
            made(&location.to_string(), written, start);
        }
        Ok(())
    }
}

fn made(what: &str, features: u64, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    let rate = features as f64 / seconds;
    println!("made {what}: {features} features in {seconds:.1} s, {rate:.0} a second");
}

/// Says on stderr every few seconds how far a layer is.
#[derive(Debug)]
struct Progress {
    start: Instant,
    /// In units of [`PACE`].
    reported: AtomicUsize,
}

const PACE: Duration = Duration::from_secs(3);

impl Progress {
    fn new() -> Arc<Self> {
        Arc::new(Self { start: Instant::now(), reported: AtomicUsize::new(0) })
    }

    fn say(&self, layer: &str, done: usize, total: usize) {
        let pace = (self.start.elapsed().as_secs() / PACE.as_secs()) as usize;
        if self.reported.fetch_max(pace, Ordering::Relaxed) < pace {
            eprintln!("{layer}: {done} of {total}");
        }
    }

    /// The same rows, reported when they are made.
    fn watch(self: &Arc<Self>, rows: Rows, layer: String, total: usize) -> Rows {
        let Rows::Chunks(Chunks { count, make }) = rows else { return rows };
        let progress = self.clone();
        let made = AtomicUsize::new(0);
        let make = Arc::new(move |index| {
            let features = make(index);
            let done = made.fetch_add(features.len(), Ordering::Relaxed) + features.len();
            // Files and store may be written in one run.
            progress.say(&layer, (done.max(1) - 1) % total + 1, total);
            features
        });
        Rows::Chunks(Chunks { count, make })
    }
}
