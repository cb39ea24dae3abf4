//! JSON and REST from protobuf descriptors: what a server needs to answer
//! Google's REST clients when its handlers only speak protobuf.
//!
//! Start with [`Schema`], the tables that everything else reads. A request goes
//! through [`SystemParameters::take`], [`Router::find`] and [`assemble`]; the
//! answer through [`encode`] or [`error_body`]. The crate knows HTTP's words
//! (paths, queries, status numbers) but no HTTP library, and nothing of chat.

mod assemble;
pub mod discovery;
mod error_body;
mod fault;
mod field_selection;
mod http_rules;
mod json;
mod path_template;
mod path_tree;
mod router;
mod schema;
mod schema_build;
mod system_parameters;
mod wire;

pub use assemble::assemble;
pub use error_body::{Detail, ErrorEnvelope, error_body};
pub use fault::{Fault, Violation};
pub use field_selection::FieldSelection;
pub use json::{EncodeError, JsonOptions, decode, encode};
pub use path_template::{PathTemplate, Segment, Variable};
pub use router::{Binding, Body, Route, RouteError, Router, RouterError, Rpc};
pub use schema::{MessageType, Schema, SchemaError};
pub use system_parameters::{Alt, Query, SystemParameters, overridden_method, wrap_jsonp};
