use std::{fmt, str::FromStr, sync::Arc};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error("an identifier must have 1 to 200 characters, none of them a control character")]
    Shape,
    #[error(
        "`{0}` is not a unit; a unit is written `<collection>:<id>`, e.g. `pianqu:310112006-P02`"
    )]
    Unit(String),
}

fn checked(text: &str) -> Result<Arc<str>, IdError> {
    let length = text.chars().count();
    if length == 0 || length > 200 || text.chars().any(char::is_control) {
        return Err(IdError::Shape);
    }
    Ok(text.into())
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// # Errors
            /// [`IdError::Shape`] for empty, overlong or unprintable text.
            pub fn new(text: &str) -> Result<Self, IdError> {
                checked(text).map(Self)
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(&text)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

identifier! {
    /// Name of a collection, equal to its table's name in the store.
    CollectionId
}
identifier! {
    /// A feature's stable text id, unique in its collection.
    FeatureId
}

/// A feature's id where it stands in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FeatureIdRef<'t>(&'t str);

impl<'t> FeatureIdRef<'t> {
    /// - `text`: that of a [`FeatureId`].
    pub(crate) fn trusted(text: &'t str) -> Self {
        Self(text)
    }

    pub fn as_str(self) -> &'t str {
        self.0
    }

    /// A copy that lives on its own.
    pub fn to_id(self) -> FeatureId {
        FeatureId(self.0.into())
    }
}

impl fmt::Display for FeatureIdRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A unit of the territory: `<collection>:<id>`, e.g. `pianqu:310112006-P02`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnitRef {
    pub collection: CollectionId,
    pub id: FeatureId,
}

impl FromStr for UnitRef {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (collection, id) =
            text.split_once(':').ok_or_else(|| IdError::Unit(text.to_owned()))?;
        Ok(Self { collection: collection.parse()?, id: id.parse()? })
    }
}

impl fmt::Display for UnitRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.collection, self.id)
    }
}
