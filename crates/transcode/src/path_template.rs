//! The path templates of `google.api.http`: `/v1/{name=spaces/*}:verb`.

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate {}
