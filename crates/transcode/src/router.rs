//! Which RPC a REST request means: the `google.api.http` rules of the
//! descriptors, matched by path, custom verb and HTTP method.

use std::borrow::Cow;
use std::fmt;

use crate::http_rules;
use crate::path_template::{PathTemplate, Segment, Variable};
use crate::path_tree::PathTree;
use crate::schema::{MessageType, Schema};

/// All RPCs of some services and the ways to reach them.
pub struct Router {
    rpcs: Vec<Rpc>,
    bindings: Vec<Binding>,
    tree: PathTree,
    /// Every custom verb: other colons belong to the segment.
    verbs: Vec<String>,
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
    /// The template's variables as fields of the request.
    pub(crate) variables: Vec<FieldPath>,
    /// The field of [`Body::Field`].
    pub(crate) body_field: Option<FieldPath>,
}

/// A field of a message or of the messages in it: numbers and names from the
/// outside in. All but the last are messages.
pub(crate) type FieldPath = Vec<(MessageType, u32)>;

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
    pub fn new(schema: &Schema, services: &[&str]) -> Result<Self, RouterError> {
        let mut router = Self {
            rpcs: Vec::new(),
            bindings: Vec::new(),
            tree: PathTree::default(),
            verbs: Vec::new(),
        };
        for service in services {
            http_rules::read(schema, service, &mut router.rpcs, &mut router.bindings)?;
        }
        for (index, binding) in router.bindings.iter().enumerate() {
            let template = &binding.template;
            if !router.tree.insert(&binding.http_method, template, index) {
                let rpc = &router.rpcs[binding.rpc].name;
                return Err(RouterError(format!("{rpc} has the path of another RPC")));
            }
            if let Some(verb) = &template.verb
                && !router.verbs.contains(verb)
            {
                router.verbs.push(verb.clone());
            }
        }
        Ok(router)
    }

    pub fn rpcs(&self) -> &[Rpc] {
        &self.rpcs
    }

    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// Finds the rule for a request. `path` is still percent-encoded and has no
    /// query; a slash at its end is ignored.
    pub fn find<'r, 'p>(
        &'r self,
        http_method: &str,
        path: &'p str,
    ) -> Result<Route<'r, 'p>, RouteError> {
        let path = path.strip_prefix('/').ok_or(RouteError::NotFound)?;
        let path = path.strip_suffix('/').unwrap_or(path);
        let (path, verb) = self.split_verb(path);
        let segments: Vec<&str> = path.split('/').collect();
        let binding = &self.bindings[self.tree.find(http_method, &segments, verb)?];
        let mut variables = Vec::with_capacity(binding.template.variables.len());
        for variable in &binding.template.variables {
            variables.push((
                variable.field.as_str(),
                value(path, &segments, &binding.template, variable)?,
            ));
        }
        Ok(Route {
            rpc: &self.rpcs[binding.rpc],
            binding,
            variables,
        })
    }

    /// A colon in the last segment splits off a verb that some rule has.
    fn split_verb<'p>(&self, path: &'p str) -> (&'p str, Option<&'p str>) {
        match path.rsplit_once(':') {
            Some((before, verb)) if self.verbs.iter().any(|known| known == verb) => {
                (before, Some(verb))
            }
            _ => (path, None),
        }
    }
}

/// The text of a variable, decoded. As `google.api.http` has it, `%2F` stays as
/// it is in variables of several segments: a name's parts are never forged.
fn value<'p>(
    path: &'p str,
    segments: &[&str],
    template: &PathTemplate,
    variable: &Variable,
) -> Result<Cow<'p, str>, RouteError> {
    let length = |parts: &[&str]| parts.iter().map(|part| part.len() + 1).sum::<usize>();
    let open_ended = template.segments[variable.end - 1] == Segment::Rest;
    let end = if open_ended {
        segments.len()
    } else {
        variable.end
    };
    let from = length(&segments[..variable.start]);
    // The last slash that was counted is not the variable's.
    let to = length(&segments[..end]) - 1;
    decode_segments(
        &path[from..to],
        open_ended || variable.end - variable.start > 1,
    )
}

/// Decodes percent escapes; what is not UTF-8 then names nothing.
pub(crate) fn decode_segments(text: &str, keep_slashes: bool) -> Result<Cow<'_, str>, RouteError> {
    if !text.contains('%') {
        return Ok(Cow::Borrowed(text));
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    decoded.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let code = part
            .get(..2)
            .filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) if !(keep_slashes && byte == b'/') => {
                decoded.push(byte);
                decoded.extend_from_slice(&part.as_bytes()[2..]);
            }
            _ => {
                decoded.push(b'%');
                decoded.extend_from_slice(part.as_bytes());
            }
        }
    }
    String::from_utf8(decoded)
        .map(Cow::Owned)
        .map_err(|_| RouteError::NotFound)
}
