//! Where in the input a violation is, and Google's sentences about it.

use std::fmt::Write;

pub(crate) use super::well_known::shortened;

/// A path kept as links on the stack, spelt out only for a violation.
#[derive(Clone, Copy)]
pub(crate) enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Element(&'p Path<'p>, usize),
}

impl Path<'_> {
    /// `message.cards_v2[0].card`, with original names; empty at the root.
    pub fn spell(&self) -> String {
        let mut out = String::new();
        self.spell_into(&mut out);
        out
    }

    fn spell_into(&self, out: &mut String) {
        match self {
            Path::Root => {}
            Path::Field(parent, name) => {
                parent.spell_into(out);
                if !out.is_empty() {
                    out.push('.');
                }
                // Keys of a `Struct` are the caller's, of any length.
                out.push_str(shortened(name));
            }
            Path::Element(parent, index) => {
                parent.spell_into(out);
                // Writing to a string cannot fail.
                let _ = write!(out, "[{index}]");
            }
        }
    }
}

fn at(path: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!(" at '{path}'")
    }
}

pub(crate) fn unknown_name(path: &str, name: &str, why: &str) -> String {
    let name = shortened(name);
    format!(
        "Invalid JSON payload received. Unknown name \"{name}\"{}: {why}",
        at(path)
    )
}

pub(crate) fn invalid_value(path: &str, type_name: &str, value: &str) -> String {
    format!("Invalid value{} ({type_name}), {value}", at(path))
}

/// A string as it is shown in a message.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(shortened(text)).to_string()
}
