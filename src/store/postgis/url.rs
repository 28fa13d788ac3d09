use std::{fmt, str::FromStr};

use sqlx::postgres::PgConnectOptions;

use super::PostgisError;

/// Parameters that sqlx knows; it would print the value of any other in a warning.
const KNOWN: [&str; 15] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "application_name",
];

/// Where a PostgreSQL database is and how to log in. Shows itself without the password.
#[derive(Clone)]
pub struct DatabaseUrl {
    options: PgConnectOptions,
    shown: String,
}

impl DatabaseUrl {
    /// Whether the text is meant to be one.
    pub fn fits(text: &str) -> bool {
        text.starts_with("postgres://") || text.starts_with("postgresql://")
    }

    pub(super) fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    pub(super) fn user(&self) -> &str {
        self.options.get_username()
    }

    pub(super) fn database(&self) -> &str {
        self.options.get_database().unwrap_or(self.user())
    }

    /// Host and port, or the socket's folder.
    pub(super) fn server(&self) -> String {
        match self.options.get_socket() {
            Some(folder) => folder.display().to_string(),
            None => format!("{}:{}", self.options.get_host(), self.options.get_port()),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = PostgisError;

    fn from_str(text: &str) -> Result<Self, PostgisError> {
        if !Self::fits(text) {
            return Err(PostgisError::Url("it does not begin with `postgres://`".into()));
        }
        let query = text.split_once('?').map_or("", |(_, query)| query);
        for (key, _) in form_urlencoded::parse(query.as_bytes()) {
            let is_setting = *key == *"options" || key.starts_with("options[");
            if !is_setting && *key != *"password" && !KNOWN.contains(&&*key) {
                return Err(PostgisError::Url(format!("it has an unknown parameter `{key}`")));
            }
        }
        let options: PgConnectOptions = text.parse().map_err(|error: sqlx::Error| {
            PostgisError::Url(match error {
                sqlx::Error::Configuration(reason) => reason.to_string(),
                other => other.to_string(),
            })
        })?;
        let options = match options.get_application_name() {
            Some(_) => options,
            None => options.application_name("gumei"),
        };
        let user = options.get_username();
        let database = options.get_database().unwrap_or(user);
        let shown = match options.get_socket() {
            Some(folder) => {
                let (port, folder) = (options.get_port(), folder.display());
                format!("postgres://{user}@localhost:{port}/{database}?host={folder}")
            }
            None => {
                let (host, port) = (options.get_host(), options.get_port());
                format!("postgres://{user}@{host}:{port}/{database}")
            }
        };
        Ok(Self { options, shown })
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({})", self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for text in
            ["postgres://li:geheim@db:5433/gumei", "postgresql://li@db:5433/gumei?password=geheim"]
        {
            let url: DatabaseUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), "postgres://li@db:5433/gumei");
            assert!(!format!("{url:?}").contains("geheim"));
        }
    }

    #[test]
    fn a_wrong_url_is_refused_without_repeating_it() {
        for text in [
            "postgres://li:geheim@db:port/gumei",
            "postgres://li:geheim@db/gumei?sslmode=perhaps",
            "postgres://li:geheim@db/gumei?pasword=geheim",
            "mysql://li:geheim@db/gumei",
        ] {
            let error = text.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(!error.contains("geheim"), "{error}");
            assert!(error.contains("postgres://user:password@host:5432/database"), "{error}");
        }
    }
}
