//! Partial responses: the `fields` parameter and `X-Goog-FieldMask`.
//! The text becomes a tree of names, the tree is then read against the types.

use crate::fault::Fault;
use crate::schema::{Form, Kind, Message, MessageType, Schema, Shape, Tables};

/// The fields of one message type that an answer keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSelection {
    /// `None` is everything.
    root: Option<Node>,
}

/// A longer or deeper mask is refused, as is one whose wildcards stand for more
/// fields.
const LONGEST: usize = 8 * 1024;
const DEEPEST: usize = 50;
const MOST_NODES: usize = 10_000;

impl FieldSelection {
    /// Reads `a,b/c,d(e,f),*` (dots work like slashes; JSON and original names
    /// are both known; lists are transparent) against a message type.
    pub fn parse(text: &str, schema: &Schema, message: MessageType) -> Result<Self, Fault> {
        if text.len() > LONGEST {
            return Err(fault("", "The mask is too long."));
        }
        let mut parser = Parser { text, rest: text };
        let mut names = Names::default();
        parser.list(&mut names, 0)?;
        if !parser.rest.is_empty() {
            return Err(parser.unexpected());
        }
        let mut resolver = Resolver {
            tables: &schema.tables,
            nodes: 0,
        };
        let root = resolver.message(message, &names, &mut Vec::new())?;
        Ok(Self { root })
    }

    pub(crate) fn root(&self) -> Option<&Node> {
        self.root.as_ref()
    }
}

/// What is kept of one message, or of one map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Node {
    /// Field numbers, in order; `None` keeps all of a field.
    fields: Vec<(u32, Option<Node>)>,
    /// Keys of a map.
    keys: Vec<(String, Option<Node>)>,
    /// What is kept of the values under every other key.
    every_key: Option<Box<Node>>,
}

impl Node {
    /// `None` when the field is left out, else what is kept of it.
    #[inline]
    pub fn field(&self, number: u32) -> Option<Option<&Node>> {
        let found = self
            .fields
            .iter()
            .find(|(candidate, _)| *candidate == number);
        found.map(|(_, inner)| inner.as_ref())
    }

    /// The same for a map's key.
    pub fn key(&self, key: &str) -> Option<Option<&Node>> {
        match self.keys.iter().find(|(candidate, _)| candidate == key) {
            Some((_, inner)) => Some(inner.as_ref()),
            None => self.every_key.as_deref().map(Some),
        }
    }

    fn add(&mut self, number: u32, inner: Option<Node>) {
        let Some(place) = self
            .fields
            .iter()
            .position(|(candidate, _)| *candidate == number)
        else {
            return self.fields.push((number, inner));
        };
        let kept = &mut self.fields[place].1;
        match (kept.as_mut(), inner) {
            (Some(kept), Some(inner)) => kept.merge(inner),
            _ => *kept = None,
        }
    }

    fn merge(&mut self, other: Node) {
        for (number, inner) in other.fields {
            self.add(number, inner);
        }
        self.keys.extend(other.keys);
        if self.every_key.is_none() {
            self.every_key = other.every_key;
        }
    }
}

/// The mask as written: a tree of names. `whole` ends a path.
#[derive(Default)]
struct Names<'t> {
    whole: bool,
    children: Vec<(&'t str, Names<'t>)>,
}

impl<'t> Names<'t> {
    fn child(&mut self, name: &'t str) -> &mut Names<'t> {
        let place = self
            .children
            .iter()
            .position(|(candidate, _)| *candidate == name);
        let place = place.unwrap_or_else(|| {
            self.children.push((name, Names::default()));
            self.children.len() - 1
        });
        &mut self.children[place].1
    }
}

struct Parser<'t> {
    text: &'t str,
    rest: &'t str,
}

impl<'t> Parser<'t> {
    /// `item,item,…`
    fn list(&mut self, names: &mut Names<'t>, depth: usize) -> Result<(), Fault> {
        loop {
            self.item(names, depth)?;
            if !self.take(',') {
                return Ok(());
            }
        }
    }

    /// `a`, `a/b.c`, `a/b(list)`
    fn item(&mut self, names: &mut Names<'t>, mut depth: usize) -> Result<(), Fault> {
        let mut names = names;
        loop {
            if depth == DEEPEST {
                return Err(self.fault("The mask is nested too deeply."));
            }
            depth += 1;
            names = names.child(self.name()?);
            if !(self.take('/') || self.take('.')) {
                break;
            }
        }
        if !self.take('(') {
            names.whole = true;
            return Ok(());
        }
        self.list(names, depth)?;
        if self.take(')') {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    fn name(&mut self) -> Result<&'t str, Fault> {
        let text = self.rest.trim_start();
        let end = text.find(['/', '.', ',', '(', ')']).unwrap_or(text.len());
        let name = text[..end].trim_end();
        if name.is_empty() {
            return Err(self.unexpected());
        }
        self.rest = &text[end..];
        Ok(name)
    }

    fn take(&mut self, sign: char) -> bool {
        match self.rest.trim_start().strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn unexpected(&self) -> Fault {
        let position = self.text.len() - self.rest.len();
        self.fault(&format!(
            "Unexpected character or end at position {position}."
        ))
    }

    fn fault(&self, why: &str) -> Fault {
        fault("", why)
    }
}

fn fault(field: &str, why: &str) -> Fault {
    Fault::of_field(field, format!("Error expanding 'fields' parameter. {why}"))
}

struct Resolver<'s> {
    tables: &'s Tables,
    nodes: usize,
}

impl Resolver<'_> {
    /// What `names` keep of a message; `None` is everything.
    fn message<'t>(
        &mut self,
        message: MessageType,
        names: &Names<'t>,
        path: &mut Vec<&'t str>,
    ) -> Result<Option<Node>, Fault> {
        if names.whole
            || names
                .children
                .iter()
                .any(|(name, inner)| *name == "*" && inner.whole)
        {
            self.check(message, names, path)?;
            return Ok(None);
        }
        self.node(message, names, path).map(Some)
    }

    /// Names beside a `*` must exist all the same.
    fn check<'t>(
        &mut self,
        message: MessageType,
        names: &Names<'t>,
        path: &mut Vec<&'t str>,
    ) -> Result<(), Fault> {
        let others = names.children.iter().any(|(name, _)| *name != "*");
        if others {
            self.node(message, names, path).map(drop)
        } else {
            Ok(())
        }
    }

    fn node<'t>(
        &mut self,
        message: MessageType,
        names: &Names<'t>,
        path: &mut Vec<&'t str>,
    ) -> Result<Node, Fault> {
        let table = self.tables.message(message);
        let mut node = Node::default();
        for (name, inner) in &names.children {
            path.push(name);
            if !matches!(table.form, Form::Plain | Form::Empty | Form::Struct) {
                // JSON writes it as one value.
                return Err(unmatched(path));
            }
            if table.form == Form::Struct {
                node.keys.push(((*name).to_owned(), None));
            } else if *name == "*" {
                self.wildcard(table, inner, path, &mut node)?;
            } else {
                let field = table.by_name(name).ok_or_else(|| unmatched(path))?;
                let kept = self.field(field, inner, path)?;
                node.add(field.number, kept);
            }
            path.pop();
        }
        Ok(node)
    }

    fn field<'t>(
        &mut self,
        field: &crate::schema::Field,
        names: &Names<'t>,
        path: &mut Vec<&'t str>,
    ) -> Result<Option<Node>, Fault> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(fault("", "The mask stands for too many fields."));
        }
        if names.children.is_empty() {
            return Ok(None);
        }
        match field.kind {
            Kind::Message(entry) if field.shape == Shape::Map => self.map(entry, names, path),
            Kind::Message(message) => self.message(message, names, path),
            _ => {
                path.extend(names.children.first().map(|(name, _)| *name));
                Err(unmatched(path))
            }
        }
    }

    /// Below a map stand its keys.
    fn map<'t>(
        &mut self,
        entry: MessageType,
        names: &Names<'t>,
        path: &mut Vec<&'t str>,
    ) -> Result<Option<Node>, Fault> {
        let Some(value) = self.tables.message(entry).fields.get(1) else {
            return Ok(None);
        };
        let mut node = Node::default();
        for (key, inner) in &names.children {
            path.push(key);
            let kept = self.field(value, inner, path)?;
            path.pop();
            match kept {
                None if *key == "*" => return Ok(None),
                Some(kept) if *key == "*" => node.every_key = Some(Box::new(kept)),
                kept => node.keys.push(((*key).to_owned(), kept)),
            }
        }
        Ok(if names.whole { None } else { Some(node) })
    }

    /// `*/a`: the field `a` of every message in here that has one.
    fn wildcard<'t>(
        &mut self,
        table: &Message,
        names: &Names<'t>,
        path: &mut Vec<&'t str>,
        node: &mut Node,
    ) -> Result<(), Fault> {
        let depth = path.len();
        let mut matched = names.children.is_empty();
        for field in &table.fields {
            let Kind::Message(message) = field.kind else {
                continue;
            };
            // Keys are no fields.
            if field.shape == Shape::Map || self.tables.message(message).form == Form::Struct {
                continue;
            }
            match self.field(field, names, path) {
                Ok(kept) => {
                    matched = true;
                    node.add(field.number, kept);
                }
                Err(fault) if self.nodes > MOST_NODES => return Err(fault),
                Err(_) => path.truncate(depth),
            }
        }
        if matched {
            return Ok(());
        }
        path.extend(names.children.first().map(|(name, _)| *name));
        Err(unmatched(path))
    }
}

fn unmatched(path: &[&str]) -> Fault {
    let path = path.join(".");
    fault(
        &path,
        &format!("Cannot find matching fields for path '{path}'."),
    )
}
