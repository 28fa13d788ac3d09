//! The command line: one file a subcommand.

use clap::{Parser, Subcommand};

use crate::store::{Location, StoreError};

mod backup;
mod bench_data;
mod copy;
mod export;
mod init;
mod pace;
mod plan;
mod restore;
mod serve;
mod token;
mod validate;

/// 古美一张图: one map for a subdistrict's work plan.
#[derive(Debug, Parser)]
#[command(name = "gumei", version, about, long_about = None)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new store from a territory's data.
    Init(init::Init),
    /// Move a territory to another store, with its history.
    Copy(copy::Copy),
    /// Serve the API and the map.
    Serve(serve::Serve),
    Validate(validate::Validate),
    /// Check a work plan, and put one into the store.
    Plan(plan::PlanCommand),
    // Described where they stand, because the variants' own words would hide the longer text.
    Backup(backup::Backup),
    Restore(restore::Restore),
    Export(export::Export),
    /// Make, list and revoke the tokens that allow writing.
    Token(token::Token),
    // Described where it stands, because the variant's own words would hide the longer text.
    BenchData(bench_data::BenchData),
}

/// Where the store is, for every command that needs it.
#[derive(Debug, clap::Args)]
struct StoreArgs {
    /// The store: a GeoPackage, or `postgres://user@host:5432/database`.
    ///
    /// Without it, `DATABASE_URL` names the database, and without that it is `data/gumei.gpkg`.
    /// A password on the command line can be read by every user of the machine: put it into
    /// `DATABASE_URL`, `PGPASSWORD` or `~/.pgpass`.
    // Taken as text, so that clap never repeats a password in a message.
    #[arg(
        long,
        global = true,
        env = "GUMEI_STORE",
        hide_env_values = true,
        value_name = "FILE|URL"
    )]
    store: Option<String>,
}

impl StoreArgs {
    fn location(&self) -> Result<Location, StoreError> {
        let text = self.store.clone().or_else(|| std::env::var("DATABASE_URL").ok());
        Ok(text.as_deref().unwrap_or("data/gumei.gpkg").parse()?)
    }
}

impl Cli {
    /// # Errors
    /// What went wrong, in one sentence for people.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Init(init) => init.run().await,
            Command::Copy(copy) => copy.run().await,
            Command::Serve(serve) => serve.run().await,
            Command::Plan(plan) => plan.run().await,
            Command::Validate(validate) => validate.run().await,
            Command::Backup(backup) => backup.run().await,
            Command::Restore(restore) => restore.run().await,
            Command::Export(export) => export.run().await,
            Command::Token(token) => token.run().await,
            Command::BenchData(bench_data) => bench_data.run().await,
        }
    }
}
