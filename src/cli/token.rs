use clap::Subcommand;

/// Make, list and revoke the tokens that allow writing.
#[derive(Debug, clap::Args)]
pub struct Token {
    #[command(flatten)]
    store: super::StoreArgs,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a token and print it; it is not shown again.
    Create {
        /// Who will use it; stands in the change log.
        name: String,
    },
    /// List the tokens' names.
    List,
    /// Make a token worthless.
    Revoke { name: String },
}

impl Token {
    pub async fn run(self) -> anyhow::Result<()> {
        let location = self.store.location()?;
        let opened = location.open().await?;
        let Some(private) = &opened.private else {
            anyhow::bail!("`{location}` is not a store of gumei's own: it is read-only");
        };
        match self.action {
            Action::Create { name } => {
                if name.trim().is_empty() || name.chars().any(char::is_control) {
                    anyhow::bail!("a token's name must be printable text");
                }
                println!("{}", private.create_token(&name).await?);
            }
            Action::List => {
                for token in private.tokens().await? {
                    println!("{}\t{}", token.created_at, token.name);
                }
            }
            Action::Revoke { name } => {
                if !private.revoke_token(&name).await? {
                    anyhow::bail!("there is no token named `{name}`");
                }
            }
        }
        opened.close().await;
        Ok(())
    }
}
