//! Which RPC a REST request means: the `google.api.http` rules of the
//! descriptors, matched by path, custom verb and HTTP method.

use std::borrow::Cow;
use std::fmt;

use crate::path_template::PathTemplate;
use crate::schema::{MessageType, Schema};

/// All RPCs of some services and the ways to reach them.
pub struct Router {
    rpcs: Vec<Rpc>,
    bindings: Vec<Binding>,
}

/// One RPC. Its index is its place in [`Router::rpcs`].
#[derive(Clone, Debug)]
pub struct Rpc {
    /// Such as `google.chat.v1.ChatService/CreateMessage`.
    pub name: String,
    pub index: usize,
    pub input: MessageType,
    pub output: MessageType,
}

/// One HTTP rule of an RPC.
#[derive(Clone, Debug)]
pub struct Binding {
    /// [`Rpc::index`].
    pub rpc: usize,
    /// `GET`, `POST`, …
    pub http_method: String,
    pub template: PathTemplate,
    pub body: Body,
}

/// What the HTTP body fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// The RPC takes none.
    None,
    /// The whole request.
    Whole,
    /// One field of the request, by its original name.
    Field(String),
}

/// Where a request goes.
#[derive(Clone, Debug)]
pub struct Route<'r, 'p> {
    pub rpc: &'r Rpc,
    pub binding: &'r Binding,
    /// The path's variables with their decoded values.
    pub variables: Vec<(&'r str, Cow<'p, str>)>,
}

/// Why a request goes nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteError {
    /// No rule has such a path.
    NotFound,
    /// The path exists for these HTTP methods only.
    MethodNotAllowed { allowed: Vec<String> },
}

/// The rules of the descriptors contradict each other or their messages.
#[derive(Debug)]
pub struct RouterError(pub(crate) String);

impl fmt::Display for RouterError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "unusable HTTP rule: {}", self.0)
    }
}

impl std::error::Error for RouterError {}

impl Router {
    /// Reads the rules of these services, named like `google.chat.v1.ChatService`.
    /// RPCs are numbered in the order of `services` and of their methods; those
    /// without a rule are in [`Router::rpcs`] too.
    pub fn new(_schema: &Schema, _services: &[&str]) -> Result<Self, RouterError> {
        Ok(Self {
            rpcs: Vec::new(),
            bindings: Vec::new(),
        })
    }

    pub fn rpcs(&self) -> &[Rpc] {
        &self.rpcs
    }

    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// Finds the rule for a request. `path` is still percent-encoded and has no
    /// query.
    pub fn find<'r, 'p>(
        &'r self,
        _http_method: &str,
        _path: &'p str,
    ) -> Result<Route<'r, 'p>, RouteError> {
        Err(RouteError::NotFound)
    }
}
