//! The command line: one file a subcommand.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

mod bench_data;
mod init;
mod serve;
mod token;

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
    /// Serve the API and the map.
    Serve(serve::Serve),
    /// Make, list and revoke the tokens that allow writing.
    Token(token::Token),
    // Described where it stands, because the variant's own words would hide the longer text.
    BenchData(bench_data::BenchData),
}

/// Where the store is, for every command that needs it.
#[derive(Debug, clap::Args)]
struct StoreArgs {
    /// The store: a GeoPackage.
    #[arg(
        long,
        global = true,
        env = "GUMEI_STORE",
        default_value = "data/gumei.gpkg",
        value_name = "FILE"
    )]
    store: PathBuf,
}

impl Cli {
    /// # Errors
    /// What went wrong, in one sentence for people.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Init(init) => init.run().await,
            Command::Serve(serve) => serve.run().await,
            Command::Token(token) => token.run().await,
            Command::BenchData(bench_data) => bench_data.run().await,
        }
    }
}
