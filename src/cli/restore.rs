use std::path::PathBuf;

use anyhow::bail;

use super::pace::{Pace, megabytes};
use crate::store::{Location, geopackage};

/// Put a backup in the place of the store, with its tokens; stop the service before.
///
/// The backup is checked, copied and brought up to date first; a store appears under its name only
/// when complete, and whatever fails leaves the present one. It is refused while the service or
/// another program has the present store open.
///
/// The restored store begins another history: entity tags and positions in the change feed from
/// before are refused (412, 410), and clients read everything anew.
///
/// A database is restored with PostgreSQL's own `pg_restore`; the command says how.
#[derive(Debug, clap::Args)]
pub struct Restore {
    #[command(flatten)]
    store: super::StoreArgs,
    /// A folder that `gumei backup` made.
    #[arg(long, value_name = "FOLDER")]
    from: PathBuf,
    /// Replace a store that stands there; what was written since the backup is lost, and so are
    /// tokens made since.
    #[arg(long)]
    replace: bool,
}

impl Restore {
    pub async fn run(self) -> anyhow::Result<()> {
        let location = self.store.location()?;
        let from = self.from.display();
        let file = match &location {
            Location::File(file) => file,
            Location::Database(_) => bail!(
                "a database is restored with PostgreSQL's own tools, into a fresh one: `createdb NAME`, then `pg_restore --exit-on-error --dbname=NAME {from}`"
            ),
        };
        let pace = Pace::new();
        let report = |file: &_, done, total| pace.bytes(file, done, total);
        let contents = geopackage::restore(&self.from, file, self.replace, &report).await?;
        println!(
            "restored {location} from {from}: {}, up to line {} of the change log, tokens: {}; another history begins",
            megabytes(contents.bytes),
            contents.position,
            contents.tokens
        );
        Ok(())
    }
}
