use crate::store::{self, Location};

/// Move a territory to another store, with its history.
///
/// The copy is read back and compared feature by feature, the change log line by line. Tokens stay
/// where they are.
#[derive(Debug, clap::Args)]
pub struct Copy {
    /// The store to read: a GeoPackage, or `postgres://user@host:5432/database`.
    #[arg(long, value_name = "FILE|URL")]
    from: String,
    /// The store to make.
    #[arg(long, value_name = "FILE|URL")]
    to: String,
    /// Replace a store that stands there; its changes are lost.
    #[arg(long)]
    replace: bool,
}

impl Copy {
    pub async fn run(self) -> anyhow::Result<()> {
        let (from, to): (Location, Location) = (self.from.parse()?, self.to.parse()?);
        let content = store::copy(&from, &to, self.replace).await?;
        let features: usize = content.layers.iter().map(|layer| layer.rows.whole().len()).sum();
        println!(
            "copied {from} to {to}: {} layers, {features} features, {} lines of the change log",
            content.layers.len(),
            content.log.map_or(0, |lines| lines.len())
        );
        Ok(())
    }
}
