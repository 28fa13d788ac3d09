use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};

/// Which state of a feature is meant: a position in the change log, and which log that is.
///
/// The position alone would take a feature for unchanged after its store was made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Position of the feature's last change, 0 since the load.
    seq: i64,
    /// The first bits of a hash of the epoch, and of the rows where the log does not follow them.
    history: u32,
}

impl Version {
    pub(super) fn new(seq: i64, epoch: &str, mark: &str) -> Self {
        let hash = Sha256::new().chain_update(epoch).chain_update(mark).finalize();
        Self { seq, history: u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]) }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}-{:08x}", self.seq, self.history)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no version of a feature")]
pub struct NoVersion;

impl FromStr for Version {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Self, NoVersion> {
        let (seq, history) =
            text.strip_prefix('v').and_then(|text| text.split_once('-')).ok_or(NoVersion)?;
        let version = Self {
            seq: seq.parse().map_err(|_| NoVersion)?,
            history: u32::from_str_radix(history, 16).map_err(|_| NoVersion)?,
        };
        // One version has one text.
        if version.to_string() == text { Ok(version) } else { Err(NoVersion) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_comes_back_from_its_text() {
        let version = Version::new(17, "one", "");
        assert_eq!(version.to_string().parse(), Ok(version));
        assert_ne!(version, Version::new(17, "other", ""));
        assert_ne!(version, Version::new(17, "one", "rows"));
        assert_ne!(version, Version::new(18, "one", ""));
        for text in ["", "v17", "v17-", "17-00000000", "v+17-00000000", "v17-0000000A"] {
            assert_eq!(text.parse::<Version>(), Err(NoVersion), "{text}");
        }
    }
}
