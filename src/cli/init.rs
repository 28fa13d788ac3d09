use std::path::PathBuf;

use crate::{plan, seed};

/// Make a new store from a territory's data.
///
/// A file appears under its name, and a database shows its rows, only when all is complete.
#[derive(Debug, clap::Args)]
pub struct Init {
    #[command(flatten)]
    store: super::StoreArgs,
    /// The territory's folder.
    #[arg(long, default_value = "geodata/gumei-2016", value_name = "FOLDER")]
    from: PathBuf,
    /// Replace an existing store; its changes are lost.
    #[arg(long, conflicts_with = "keep")]
    replace: bool,
    /// Leave an existing store as it is, without an error.
    #[arg(long)]
    keep: bool,
}

impl Init {
    pub async fn run(self) -> anyhow::Result<()> {
        let location = self.store.location()?;
        if self.keep && location.exists().await? {
            println!("{location} exists and is kept");
            return Ok(());
        }
        if !self.from.is_dir() {
            anyhow::bail!("there is no folder `{}`", self.from.display());
        }
        let seed = seed::read(&self.from).await?;
        if !seed.plan.is_empty() {
            let schemas = seed.layers.iter().map(|layer| &layer.schema);
            let schemas = schemas.map(|schema| (schema.id.clone(), schema.clone())).collect();
            let wrong = match plan::parse(&seed.plan) {
                Ok(plan) => plan::check(&plan, &schemas),
                Err(wrong) => wrong,
            };
            if let Some(wrong) = wrong.first() {
                anyhow::bail!("{}", self.from.join("plan").join(wrong.to_string()).display());
            }
        }
        let features = location
            .create(&seed, self.replace)
            .await
            .map_err(|error| seed::name_file(&self.from, error))?;
        println!("made {location}: {} layers, {features} features", seed.layers.len());
        Ok(())
    }
}
