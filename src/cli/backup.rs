use std::path::PathBuf;

use anyhow::bail;

use super::pace::{Pace, megabytes};
use crate::store::{Location, geopackage};

/// Copy the store and its tokens into a folder, while the service runs and others write.
///
/// The copy is the store as of one moment: every write answered before is in it, with the change
/// log. It is checked, and appears under its name only when complete. The folder holds
/// `gumei.gpkg`, `gumei-private.sqlite` and `SHA256SUMS`, and can be served as it stands; `gumei
/// restore` puts it in a store's place. It holds internal layers, so its owner alone can read it.
///
/// A database is backed up with PostgreSQL's own `pg_dump`; the command says how.
#[derive(Debug, clap::Args)]
pub struct Backup {
    #[command(flatten)]
    store: super::StoreArgs,
    /// The folder to make; it must not exist.
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
}

impl Backup {
    pub async fn run(self) -> anyhow::Result<()> {
        let location = self.store.location()?;
        let file = match &location {
            Location::File(file) => file,
            Location::Database(url) => bail!(
                "a database is backed up with PostgreSQL's own tool: `pg_dump --format=custom --file={}.dump --dbname='{url}'`",
                self.to.display()
            ),
        };
        let pace = Pace::new();
        let report = |file: &_, done, total| pace.bytes(file, done, total);
        let contents = geopackage::backup(file, &self.to, &report).await?;
        println!(
            "backed up {location} to {}: {}, up to line {} of the change log, tokens: {}",
            self.to.display(),
            megabytes(contents.bytes),
            contents.position,
            contents.tokens
        );
        Ok(())
    }
}
