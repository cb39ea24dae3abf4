//! Paths as a tree of segments: a literal is tried before `*`, `*` before `**`.

use crate::path_template::{PathTemplate, Segment};
use crate::router::{RouteError, decode_segments};

#[derive(Default)]
pub(crate) struct PathTree {
    root: Node,
}

#[derive(Default)]
struct Node {
    literals: Vec<(String, Node)>,
    one: Option<Box<Node>>,
    /// What ends here.
    ends: Vec<End>,
    /// What ends here with `**`.
    rest: Vec<End>,
}

struct End {
    http_method: String,
    verb: Option<String>,
    binding: usize,
}

impl PathTree {
    /// False when a rule with the same method and path is there already.
    pub fn insert(&mut self, http_method: &str, template: &PathTemplate, binding: usize) -> bool {
        let mut node = &mut self.root;
        let mut rest = false;
        for segment in &template.segments {
            match segment {
                Segment::Literal(text) => node = node.literal(text),
                Segment::One => node = node.one.get_or_insert_default(),
                Segment::Rest => rest = true,
            }
        }
        let ends = if rest { &mut node.rest } else { &mut node.ends };
        let verb = template.verb.clone();
        if ends
            .iter()
            .any(|end| end.http_method == http_method && end.verb == verb)
        {
            return false;
        }
        ends.push(End {
            http_method: http_method.to_owned(),
            verb,
            binding,
        });
        true
    }

    /// The binding for a split path.
    pub fn find(
        &self,
        http_method: &str,
        segments: &[&str],
        verb: Option<&str>,
    ) -> Result<usize, RouteError> {
        let mut allowed = Vec::new();
        let sought = Sought { http_method, verb };
        if let Some(binding) = self.root.find(&sought, segments, &mut allowed) {
            return Ok(binding);
        }
        if allowed.is_empty() {
            return Err(RouteError::NotFound);
        }
        allowed.sort_unstable();
        allowed.dedup();
        Err(RouteError::MethodNotAllowed { allowed })
    }
}

struct Sought<'q> {
    http_method: &'q str,
    verb: Option<&'q str>,
}

impl Node {
    fn literal(&mut self, text: &str) -> &mut Node {
        let place = self
            .literals
            .iter()
            .position(|(candidate, _)| candidate == text);
        let place = place.unwrap_or_else(|| {
            self.literals.push((text.to_owned(), Node::default()));
            self.literals.len() - 1
        });
        &mut self.literals[place].1
    }

    /// As deep as the deepest template, and branching only where a literal and
    /// `*` both fit.
    fn find(&self, sought: &Sought, segments: &[&str], allowed: &mut Vec<String>) -> Option<usize> {
        let Some((first, others)) = segments.split_first() else {
            return pick(&self.ends, sought, allowed);
        };
        if first.is_empty() {
            return None;
        }
        if let Ok(text) = decode_segments(first, false)
            && let Some((_, node)) = self.literals.iter().find(|(literal, _)| *literal == text)
            && let Some(binding) = node.find(sought, others, allowed)
        {
            return Some(binding);
        }
        if let Some(node) = &self.one
            && let Some(binding) = node.find(sought, others, allowed)
        {
            return Some(binding);
        }
        pick(&self.rest, sought, allowed)
    }
}

fn pick(ends: &[End], sought: &Sought, allowed: &mut Vec<String>) -> Option<usize> {
    for end in ends.iter().filter(|end| end.verb.as_deref() == sought.verb) {
        if end.http_method == sought.http_method {
            return Some(end.binding);
        }
        allowed.push(end.http_method.clone());
    }
    None
}
