use std::{fs::File, path::PathBuf};

use anyhow::{Context, bail};
use chrono::NaiveDate;
use clap::ValueEnum;

use super::pace::{Pace, megabytes};
use crate::{
    atlas::Atlas,
    domain::{Audience, CollectionId, UnitRef},
    query::Filter,
    tiles::MAX_ZOOM,
    tileset::{Budget, Content, Part, Tiles, class_of, shown, write_archive},
};

/// Write layers into a file for use without the service.
///
/// `pmtiles` is an archive of vector tiles (PMTiles 3), which MapLibre, QGIS and a plain web server
/// can show: the tiles are those of `/api/tiles`, so that points that are too many are counted and
/// none is lost. The file says which layers, which day and which origin its data have.
#[derive(Debug, clap::Args)]
pub struct Export {
    #[command(flatten)]
    store: super::StoreArgs,
    /// The file to write.
    file: PathBuf,
    #[arg(long, value_enum, default_value_t = Format::Pmtiles)]
    format: Format,
    /// Collections, separated by commas; by default all with geometries that the public may see.
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    layers: Vec<String>,
    /// The first and the last zoom, or one.
    #[arg(long, default_value = "0-15", value_name = "FROM-TO", value_parser = zooms)]
    zooms: std::ops::RangeInclusive<u8>,
    /// Only what belongs to a unit, e.g. `pianqu:310112006-P01`.
    #[arg(long, value_name = "UNIT")]
    within: Option<String>,
    /// The day the file holds for; by default the territory's clock.
    #[arg(long, value_name = "DATE")]
    at: Option<NaiveDate>,
    /// Also layers and properties that the public may not see.
    #[arg(long)]
    internal: bool,
    /// Replace the file when it exists.
    #[arg(long)]
    replace: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Vector tiles in one file.
    Pmtiles,
}

fn zooms(text: &str) -> Result<std::ops::RangeInclusive<u8>, String> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let zoom = |text: &str| text.parse::<u8>().ok().filter(|zoom| *zoom <= MAX_ZOOM);
    match (zoom(from), zoom(to)) {
        (Some(from), Some(to)) if from <= to => Ok(from..=to),
        _ => Err(format!("it is no zoom from 0 to {MAX_ZOOM}, and no two such as `0-15`")),
    }
}

impl Export {
    pub async fn run(self) -> anyhow::Result<()> {
        let shown_name = self.file.display().to_string();
        // The mistakes that are quickest told.
        if self.file.exists() && !self.replace {
            bail!("`{shown_name}` exists already; `--replace` makes it anew");
        }
        let within: Option<UnitRef> = self
            .within
            .as_deref()
            .map(|text| text.parse::<UnitRef>().with_context(|| format!("--within `{text}`")))
            .transpose()?;
        let opened = self.store.location()?.open().await?;
        let atlas = Atlas::open(opened.store.clone()).await?;
        let content = self.content(&atlas, within).await?;
        let Format::Pmtiles = self.format;
        let (zooms, file) = (self.zooms.clone(), self.file.clone());
        let archived = tokio::task::spawn_blocking(move || {
            // Whoever reads the file meets the old one or the whole new one.
            let mut part = file.clone().into_os_string();
            part.push(".part");
            let part = PathBuf::from(part);
            let out = File::create(&part)
                .with_context(|| format!("cannot write `{}`", part.display()))?;
            let pace = Pace::new();
            let written = write_archive(&content, zooms, out, |done, total| {
                pace.tiles(&file, done, total);
            });
            let finished = written.map_err(anyhow::Error::from).and_then(|archived| {
                std::fs::rename(&part, &file)?;
                Ok(archived)
            });
            if finished.is_err() {
                let _ = std::fs::remove_file(&part);
            }
            finished
        })
        .await??;
        opened.close().await;
        let size = std::fs::metadata(&self.file)?.len();
        println!(
            "wrote {shown_name}: {} tiles of zoom {} to {}, {} ({} before compression)",
            archived.tiles,
            self.zooms.start(),
            self.zooms.end(),
            megabytes(size),
            megabytes(archived.bytes)
        );
        Ok(())
    }

    /// The layers that are asked for, as far as they may be seen.
    async fn content(&self, atlas: &Atlas, within: Option<UnitRef>) -> anyhow::Result<Content> {
        let stand = Tiles::default().stand(atlas).await;
        let audience = if self.internal { Audience::Internal } else { Audience::Public };
        let view = stand.snapshot.view(audience, self.at);
        let chosen: Vec<CollectionId> = if self.layers.is_empty() {
            view.layers().map(|layer| layer.schema().id.clone()).collect()
        } else {
            let id = |id: &String| {
                id.parse::<CollectionId>().with_context(|| format!("--layers `{id}`"))
            };
            self.layers.iter().map(id).collect::<Result<_, _>>()?
        };
        let mut filters: Vec<Filter> = within.clone().map(Filter::Within).into_iter().collect();
        if self.at.is_some() && filters.is_empty() {
            // Another day needs a look at every feature.
            filters.push(Filter::And(Vec::new()));
        }
        let filter = (!filters.is_empty()).then_some(Filter::And(filters));
        let mut parts = Vec::new();
        for id in chosen {
            let layer = view.layer(&id).map_err(|_| {
                let known: Vec<&str> = view.layers().map(|l| l.schema().id.as_str()).collect();
                anyhow::anyhow!("there is no layer `{id}`; there are {}", known.join(", "))
            })?;
            let tiled = stand.layer(&id).context("every layer has tiles")?.clone();
            if layer.schema().geometry.is_none() {
                if self.layers.is_empty() {
                    continue;
                }
                bail!("`{id}` has no geometries and so no tiles");
            }
            if let Some(unit) = &within {
                view.unit(layer, unit).with_context(|| format!("--within `{unit}`"))?;
            }
            let visible = view.visible(layer);
            let class = class_of(layer, &visible);
            parts.push(Part {
                properties: shown(layer.schema(), &visible),
                class,
                usual_class: true,
                filter: filter.clone(),
                counts: None,
                tiled,
            });
        }
        Ok(Content { view, parts, budget: Budget::default() })
    }
}
