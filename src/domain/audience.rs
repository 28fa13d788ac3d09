/// Who reads: decides which layers, fields and small counts an answer may show.
///
/// Everything runs as [`Audience::Internal`] while the service listens on
/// loopback only; every read takes it all the same, so that none forgets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Layers and columns marked `public`.
    Public,
    /// Everything.
    Internal,
}

impl Audience {
    /// Whether this audience may see something of the given access level.
    pub fn may_see(self, access: super::Access) -> bool {
        self == Self::Internal || access == super::Access::Public
    }
}
