use anyhow::bail;

use crate::domain::Crs;

/// Say which tables the service serves, and which it cannot serve and why.
///
/// Prints each layer's geometry, number of features, whether it can be edited, and the reference
/// system it is stored in where that is not WGS 84. Fails when a
/// table cannot be served. A table that somebody has added to the store is served
/// read-only and internally; `--adopt` puts it under the change log and makes it editable.
#[derive(Debug, clap::Args)]
pub struct Validate {
    #[command(flatten)]
    store: super::StoreArgs,
    /// Put this table under the change log, so that it can be edited and others see the edits; again
    /// after columns were added to it.
    #[arg(long, value_name = "TABLE")]
    adopt: Option<String>,
}

impl Validate {
    pub async fn run(self) -> anyhow::Result<()> {
        let location = self.store.location()?;
        let opened = location.open().await?;
        if let Some(table) = &self.adopt {
            opened.store.adopt(table).await?;
            println!("`{table}` is under the change log now; its titles are in `catalogue_layers`");
        }
        let loaded = opened.store.load().await?;
        opened.close().await;
        for layer in &loaded.layers {
            let schema = &layer.schema;
            let geometry = schema.geometry.as_ref().map_or("-", |geometry| geometry.kind.name());
            let state = match loaded.outline.of_layer(schema).is_empty() {
                _ if schema.editable => "editable",
                true => "read-only",
                false => "read-only, not under the change log",
            };
            let stored = match schema.storage_crs() {
                Crs::Crs84 => String::new(),
                other => format!(", stored in {}", other.short_name()),
            };
            println!("{}\t{geometry}\t{}\t{state}{stored}", schema.id, layer.features.len());
        }
        for refused in &loaded.refused {
            eprintln!("{}\tnot served: {}", refused.table, refused.reason);
        }
        match loaded.refused.len() {
            0 => Ok(()),
            1 => bail!("1 table cannot be served"),
            several => bail!("{several} tables cannot be served"),
        }
    }
}
