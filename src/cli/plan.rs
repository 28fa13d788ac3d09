use std::path::PathBuf;

use anyhow::bail;
use clap::Subcommand;

use crate::{atlas::Atlas, plan, seed, store::PlanFile};

/// Check a work plan against the layers, and put one into the store.
#[derive(Debug, clap::Args)]
pub struct PlanCommand {
    #[command(subcommand)]
    command: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Say what is wrong with a plan: unknown fields, impossible thresholds, formulas without data,
    /// counts that differ from those the plan states, and rows that stand against their workflow. Fails when there is anything.
    Check(FolderArgs),
    /// Put a plan into the store in place of the one that is there, if nothing is wrong with it.
    /// A running service takes it up within seconds.
    Load(FolderArgs),
}

#[derive(Debug, clap::Args)]
struct FolderArgs {
    #[command(flatten)]
    store: super::StoreArgs,
    /// The plan's folder of TOML files; `check` reads the store's own plan without it.
    folder: Option<PathBuf>,
}

impl PlanCommand {
    pub async fn run(self) -> anyhow::Result<()> {
        let (args, load) = match self.command {
            Action::Check(args) => (args, false),
            Action::Load(args) => (args, true),
        };
        let opened = args.store.location()?.open().await?;
        let store = opened.store.clone();
        let result = async {
            let files = match (&args.folder, load) {
                (Some(folder), _) => seed::plan_files(folder)?,
                (None, false) => store.plan().await?,
                (None, true) => bail!("`plan load` needs the plan's folder"),
            };
            if files.is_empty() {
                bail!("there is no work plan here");
            }
            let atlas = Atlas::open(store.clone()).await?;
            let errors = errors(&files, &atlas, !load)?;
            for error in &errors {
                eprintln!("{error}");
            }
            match errors.len() {
                0 if load => {
                    store.replace_plan(&files).await?;
                    println!("the store has this plan now");
                }
                0 => println!("nothing is wrong with the plan"),
                1 => bail!("1 thing is wrong with the plan"),
                several => bail!("{several} things are wrong with the plan"),
            }
            Ok(())
        }
        .await;
        opened.close().await;
        result
    }
}

/// - `counts`: whether layers that count otherwise than the plan are an error too.
fn errors(files: &[PlanFile], atlas: &Atlas, counts: bool) -> anyhow::Result<Vec<plan::PlanError>> {
    let plan = match plan::parse(files) {
        Ok(plan) => plan,
        Err(errors) => return Ok(errors),
    };
    let snapshot = atlas.snapshot();
    let errors = plan::check(&plan, &snapshot.schemas);
    if !errors.is_empty() || !counts {
        return Ok(errors);
    }
    let view = snapshot.view(crate::domain::Audience::Internal, None);
    let mut errors = plan::check_counts(&plan, &view)?;
    errors.extend(plan::workflow::against(&plan, &view)?);
    Ok(errors)
}
