//! The path templates of `google.api.http`: `/v1/{name=spaces/*}:verb`.

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate {
    pub segments: Vec<Segment>,
    /// After the last colon, if there is one.
    pub verb: Option<String>,
    pub variables: Vec<Variable>,
}

/// One part of the path between slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    Literal(String),
    /// `*`: any one segment.
    One,
    /// `**`: all that follow, in the last place only.
    Rest,
}

/// A field that part of the path fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Original names with dots: `message.name`.
    pub field: String,
    /// Its segments: from `start` up to, but not including, `end`.
    pub start: usize,
    pub end: usize,
}

impl PathTemplate {
    /// Reads `/v1/{parent=spaces/*}/messages:search`. The error says what is
    /// wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let path = text
            .strip_prefix('/')
            .ok_or("it does not begin with a slash")?;
        let (path, verb) = split_verb(path);
        let mut template = Self {
            segments: Vec::new(),
            verb,
            variables: Vec::new(),
        };
        let mut rest = path;
        loop {
            rest = template.part(rest)?;
            match rest.strip_prefix('/') {
                Some(after) => rest = after,
                None if rest.is_empty() => break,
                None => return Err(format!("unexpected text: {rest}")),
            }
        }
        let last = template.segments.len() - 1;
        if template.segments[..last].contains(&Segment::Rest) {
            return Err("** stands before the end".to_owned());
        }
        Ok(template)
    }

    /// A segment or a variable; answers what follows.
    fn part<'t>(&mut self, text: &'t str) -> Result<&'t str, String> {
        let Some(inner) = text.strip_prefix('{') else {
            let end = text.find('/').unwrap_or(text.len());
            self.segments.push(segment(&text[..end])?);
            return Ok(&text[end..]);
        };
        let (inner, after) = inner.split_once('}').ok_or("a brace is not closed")?;
        let (field, pattern) = inner.split_once('=').unwrap_or((inner, "*"));
        let start = self.segments.len();
        for part in pattern.split('/') {
            self.segments.push(segment(part)?);
        }
        let end = self.segments.len();
        self.variables.push(Variable {
            field: field.to_owned(),
            start,
            end,
        });
        Ok(after)
    }
}

/// The verb follows the last colon after the last slash and brace.
fn split_verb(path: &str) -> (&str, Option<String>) {
    match path.rsplit_once(':') {
        Some((before, verb)) if !verb.contains(['/', '}']) => (before, Some(verb.to_owned())),
        _ => (path, None),
    }
}

fn segment(text: &str) -> Result<Segment, String> {
    match text {
        "*" => Ok(Segment::One),
        "**" => Ok(Segment::Rest),
        "" => Err("a segment is empty".to_owned()),
        _ if text.contains(['{', '}', '*']) => Err(format!("unreadable segment: {text}")),
        _ => Ok(Segment::Literal(text.to_owned())),
    }
}
