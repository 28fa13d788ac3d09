use std::{fmt, fs::File, str::FromStr};

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

/// Where a PostgreSQL database is and how to log in: one host, or several of which one takes
/// writes, as libpq has it. Shows itself without the password.
#[derive(Clone)]
pub struct DatabaseUrl {
    /// At least one, in the order in which they are tried.
    hosts: Vec<PgConnectOptions>,
    /// `target_session_attrs=primary`: a standby will not do even for reading.
    primary_only: bool,
    shown: String,
}

impl DatabaseUrl {
    /// Whether the text is meant to be one.
    pub fn fits(text: &str) -> bool {
        text.starts_with("postgres://") || text.starts_with("postgresql://")
    }

    pub(super) fn hosts(&self) -> &[PgConnectOptions] {
        &self.hosts
    }

    pub(super) fn primary_only(&self) -> bool {
        self.primary_only
    }

    pub(super) fn user(&self) -> &str {
        self.hosts[0].get_username()
    }

    pub(super) fn database(&self) -> &str {
        self.hosts[0].get_database().unwrap_or(self.user())
    }
}

/// Host and port, or the socket's folder and port.
pub(super) fn server(host: &PgConnectOptions) -> String {
    match host.get_socket() {
        Some(folder) => format!("{}:{}", folder.display(), host.get_port()),
        None => format!("{}:{}", host.get_host(), host.get_port()),
    }
}

fn wrong(reason: impl Into<String>) -> PostgisError {
    PostgisError::Url(reason.into())
}

/// Looks at the parameters, and gives those for sqlx with whether only a primary will do.
fn parameters(query: &str, hosts: usize) -> Result<(String, bool), PostgisError> {
    let mut kept = form_urlencoded::Serializer::new(String::new());
    let mut primary_only = false;
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*key {
            "target_session_attrs" => {
                if !["primary", "read-write"].contains(&&*value) {
                    return Err(wrong(
                        "`target_session_attrs` may be `primary` or `read-write`; without it a \
                         standby serves reads while no primary answers",
                    ));
                }
                primary_only = true;
                continue;
            }
            "host" | "hostaddr" if hosts > 1 || value.contains(',') => {
                return Err(wrong(format!(
                    "several hosts cannot stand in `{key}`; write them as in \
                     `postgres://user@db1:5432,db2:5432/database`"
                )));
            }
            // A missing file would look as if the server were missing.
            "sslrootcert" | "ssl-root-cert" | "ssl-ca" | "sslcert" | "ssl-cert" | "sslkey"
            | "ssl-key" => {
                File::open(&*value).map_err(|error| {
                    wrong(format!("the file of `{key}`, `{value}`, cannot be opened: {error}"))
                })?;
            }
            "options" | "password" => {}
            key if key.starts_with("options[") || KNOWN.contains(&key) => {}
            key => return Err(wrong(format!("it has an unknown parameter `{key}`"))),
        }
        kept.append_pair(&key, &value);
    }
    Ok((kept.finish(), primary_only))
}

/// `postgres://user:password@host:5432/database?…` with one host.
fn parse_one(text: &str) -> Result<PgConnectOptions, String> {
    let options: PgConnectOptions = text.parse().map_err(|error| match error {
        sqlx::Error::Configuration(reason) => reason.to_string(),
        other => other.to_string(),
    })?;
    Ok(match options.get_application_name() {
        Some(_) => options,
        None => options.application_name("gumei"),
    })
}

fn show(hosts: &[PgConnectOptions]) -> String {
    let user = hosts[0].get_username();
    let database = hosts[0].get_database().unwrap_or(user);
    if let [host] = hosts
        && let Some(folder) = host.get_socket()
    {
        let (port, folder) = (host.get_port(), folder.display());
        return format!("postgres://{user}@localhost:{port}/{database}?host={folder}");
    }
    let hosts: Vec<String> = hosts.iter().map(|host| server(host).replace('/', "%2F")).collect();
    format!("postgres://{user}@{}/{database}", hosts.join(","))
}

impl FromStr for DatabaseUrl {
    type Err = PostgisError;

    fn from_str(text: &str) -> Result<Self, PostgisError> {
        if !Self::fits(text) {
            return Err(wrong("it does not begin with `postgres://`"));
        }
        let (scheme, rest) = text.split_once("://").expect("it begins with a scheme");
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_at(rest.find(['/', '#']).unwrap_or(rest.len()));
        let (user, list) = authority.split_at(authority.rfind('@').map_or(0, |at| at + 1));
        let list: Vec<&str> = list.split(',').collect();
        let (query, primary_only) = parameters(query, list.len())?;
        let hosts = list.iter().enumerate().map(|(index, host)| {
            if host.is_empty() && list.len() > 1 {
                return Err(wrong(format!("host {} of {} is empty", index + 1, list.len())));
            }
            parse_one(&format!("{scheme}://{user}{host}{path}?{query}")).map_err(|reason| {
                match list.len() {
                    1 => wrong(reason),
                    // Not repeated: where a `/` was not encoded, this is part of a password.
                    several => wrong(format!("host {} of {several}: {reason}", index + 1)),
                }
            })
        });
        let hosts = hosts.collect::<Result<Vec<_>, _>>()?;
        Ok(Self { shown: show(&hosts), hosts, primary_only })
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

    fn servers(text: &str) -> Vec<String> {
        text.parse::<DatabaseUrl>().unwrap().hosts().iter().map(server).collect()
    }

    #[test]
    fn a_password_is_never_shown() {
        for text in
            ["postgres://li:geheim@db:5433/gumei", "postgresql://li@db:5433/gumei?password=geheim"]
        {
            let url: DatabaseUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), "postgres://li@db:5433/gumei");
            assert!(!format!("{url:?}").contains("geheim"));
        }
        let url: DatabaseUrl = "postgres://li:geheim@db1,db2:5433/gumei".parse().unwrap();
        assert_eq!(url.to_string(), "postgres://li@db1:5432,db2:5433/gumei");
        assert!(!format!("{url:?}").contains("geheim"));
    }

    #[test]
    fn hosts_are_tried_in_the_order_of_the_url() {
        for (text, expected) in [
            ("postgres://li@db/gumei", vec!["db:5432"]),
            ("postgres://li@db1,db2:5433/gumei", vec!["db1:5432", "db2:5433"]),
            ("postgres://li:a,b@db1:1,db2:2?dbname=x", vec!["db1:1", "db2:2"]),
            (
                "postgres://li@[::1]:5433,[fe80::1],10.0.0.1/gumei",
                vec!["[::1]:5433", "[fe80::1]:5432", "10.0.0.1:5432"],
            ),
            ("postgres://li@%2Frun%2Fa:5433,%2Frun%2Fb/gumei", vec!["/run/a:5433", "/run/b:5432"]),
            ("postgres://li@localhost:5433/gumei?host=/run/a", vec!["/run/a:5433"]),
        ] {
            assert_eq!(servers(text), expected, "{text}");
            // What is shown means the same hosts.
            let shown = text.parse::<DatabaseUrl>().unwrap().to_string();
            assert_eq!(servers(&shown), expected, "{shown}");
        }
        let url: DatabaseUrl = "postgres://li:a%2Cb@db1,db2/gumei".parse().unwrap();
        assert_eq!((url.user(), url.database()), ("li", "gumei"));
        assert!(!url.primary_only());
        let url = "postgres://li@db1,db2/gumei?target_session_attrs=read-write";
        assert!(url.parse::<DatabaseUrl>().unwrap().primary_only());
    }

    #[test]
    fn a_wrong_url_is_refused_without_repeating_it() {
        for text in [
            "postgres://li:geheim@db:port/gumei",
            "postgres://li:geheim@db/gumei?sslmode=perhaps",
            "postgres://li:geheim@db/gumei?pasword=geheim",
            "postgres://li:geh/eim@db1,db2/gumei?pasword=geheim",
            "mysql://li:geheim@db/gumei",
        ] {
            let error = text.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(!error.contains("geh"), "{error}");
            assert!(error.contains("postgres://user:password@host:5432/database"), "{error}");
        }
    }

    #[test]
    fn the_host_or_parameter_at_fault_is_named() {
        for (text, part) in [
            ("postgres://li:geheim@db1,db2:port/gumei", "host 2 of 2: invalid port number"),
            ("postgres://li:geheim@db1,,db3/gumei", "host 2 of 3 is empty"),
            ("postgres://li:geheim@db1,[::1/gumei", "host 2 of 2: invalid IPv6 address"),
            ("postgres://li:geheim@db1,db2/gumei?host=/run/a", "cannot stand in `host`"),
            ("postgres://li:geheim@/gumei?host=db1,db2", "`postgres://user@db1:5432,db2:5432/"),
            ("postgres://li@db/gumei?target_session_attrs=standby", "`primary` or `read-write`"),
            ("postgres://li@db/gumei?sslrootcert=/no/such.crt", "`/no/such.crt`, cannot be opened"),
        ] {
            let error = text.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains("geheim"), "{error}");
        }
    }
}
