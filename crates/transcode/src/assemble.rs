//! The request message of a REST call: path, query and body put together.

use std::borrow::Cow;

use crate::fault::Fault;
use crate::router::Route;
use crate::schema::Schema;

/// Appends the wire form of the request message to `wire`.
///
/// `query` is what [`crate::SystemParameters::take`] left; an empty `body`
/// counts as `{}`. The path wins over the body, the body over the query.
pub fn assemble(
    _schema: &Schema,
    _route: &Route<'_, '_>,
    _query: &[(Cow<'_, str>, Cow<'_, str>)],
    _body: &[u8],
    _wire: &mut Vec<u8>,
) -> Result<(), Fault> {
    Ok(())
}
