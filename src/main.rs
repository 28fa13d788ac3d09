use clap::Parser;
use tracing_subscriber::EnvFilter;

/// Variables that lead PROJ to another program's data. What it finds there first would break every
/// projection; ours is inside the binary.
const FOREIGN_PROJ_DATA: [&str; 2] = ["PROJ_DATA", "PROJ_LIB"];

/// Starts the program anew without those variables, when they are set.
///
/// A running process cannot change its environment safely once threads may read it.
fn without_foreign_proj_data() -> Option<std::io::Error> {
    use std::os::unix::process::CommandExt;
    if FOREIGN_PROJ_DATA.iter().all(|name| std::env::var_os(name).is_none()) {
        return None;
    }
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return Some(error),
    };
    let mut again = std::process::Command::new(program);
    again.args(std::env::args_os().skip(1));
    FOREIGN_PROJ_DATA.iter().for_each(|name| {
        again.env_remove(name);
    });
    Some(again.exec())
}

fn main() -> std::process::ExitCode {
    if let Some(error) = without_foreign_proj_data() {
        eprintln!("gumei: {error}");
        return std::process::ExitCode::FAILURE;
    }
    let cli = gumei::cli::Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_env("GUMEI_LOG")
                .unwrap_or_else(|_| EnvFilter::new("gumei=info,warn,sqlx::query=error")),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("gumei: {error}");
            return std::process::ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gumei: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
