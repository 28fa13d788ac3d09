use schemars::JsonSchema;
use serde::Serialize;

/// What went wrong (RFC 9457), with the parameter or member at fault as an extension.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct WireProblem<'p> {
    /// `urn:gumei:problem:` and the code.
    pub r#type: String,
    /// Stays the same from version to version.
    pub code: &'p str,
    pub title: &'p str,
    pub status: u16,
    pub detail: &'p str,
    /// The query parameter at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<&'p str>,
    /// The member of the body at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<&'p str>,
    /// The parameters that the route takes, when one was unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<&'p [String]>,
}
