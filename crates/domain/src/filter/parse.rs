//! Builds the tree of a filter from its tokens.
//!
//! As in AIP-160, OR binds tighter than AND: `a AND b OR c` is
//! `a AND (b OR c)`. The place where the two first meet without brackets is
//! kept, because some of Chat's lists refuse that.

use std::fmt;

use super::lexer::{Fault, Kind, Operator, Token, tokens};
use crate::case::snake;

/// Brackets and NOTs inside each other.
const MAX_DEPTH: usize = 16;
/// Comparisons and function calls in one filter; each costs a term of SQL.
const MAX_TERMS: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Compare(Comparison),
    Call(Call),
}

/// `field operator value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// In snake_case, whatever was written: `emoji.custom_emoji.uid`.
    pub field: String,
    pub operator: Operator,
    pub value: Value,
    /// Where the field begins, in characters from 0.
    pub at: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    pub quoted: bool,
    pub at: usize,
}

/// `name(value, …)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub name: String,
    pub arguments: Vec<Value>,
    pub at: usize,
}

pub(super) struct Parsed {
    /// `None` when there was nothing but white space.
    pub root: Option<Expr>,
    /// Where AND and OR first stand side by side without brackets.
    pub mixed: Option<usize>,
}

pub(super) fn parse(text: &str) -> Result<Parsed, Fault> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        next: 0,
        end: text.chars().count(),
        depth: 0,
        terms: 0,
        mixed: None,
    };
    if parser.tokens.is_empty() {
        return Ok(Parsed {
            root: None,
            mixed: None,
        });
    }
    let root = parser.expression()?;
    if let Some(token) = parser.peek() {
        return Err(parser.trailing(token));
    }
    Ok(Parsed {
        root: Some(root),
        mixed: parser.mixed,
    })
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    end: usize,
    depth: usize,
    terms: usize,
    mixed: Option<usize>,
}

impl Parser {
    /// Terms joined by AND and OR up to a closing bracket or the end.
    fn expression(&mut self) -> Result<Expr, Fault> {
        let mut all = Vec::new();
        let mut any = vec![self.term()?];
        let (mut ands, mut ors) = (false, false);
        while let Some((word, at)) = self.joiner() {
            self.next += 1;
            let term = self.term()?;
            match word {
                Joiner::Or => ors = true,
                Joiner::And => {
                    ands = true;
                    all.push(one_or(Expr::Or, std::mem::take(&mut any)));
                }
            }
            any.push(term);
            if ands && ors {
                self.mixed.get_or_insert(at);
            }
        }
        all.push(one_or(Expr::Or, any));
        Ok(one_or(Expr::And, all))
    }

    fn term(&mut self) -> Result<Expr, Fault> {
        let Some(token) = self.peek().cloned() else {
            return Err(Fault::new(self.end, "a comparison is missing at the end"));
        };
        self.next += 1;
        match token.kind {
            Kind::Open => self.nested(token.at, |parser| {
                let inner = parser.expression()?;
                parser.expect(Kind::Close, "a closing bracket")?;
                Ok(inner)
            }),
            Kind::Word(word) if word == "NOT" => {
                self.nested(token.at, |parser| Ok(Expr::Not(Box::new(parser.term()?))))
            }
            Kind::Word(word) if !is_keyword(&word) => self.named(word, token.at),
            _ => Err(Fault::new(
                token.at,
                format!("expected a field, found {token}"),
            )),
        }
    }

    fn nested(
        &mut self,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Result<Expr, Fault>,
    ) -> Result<Expr, Fault> {
        if self.depth == MAX_DEPTH {
            return Err(Fault::new(
                at,
                format!("nested deeper than {MAX_DEPTH} levels"),
            ));
        }
        self.depth += 1;
        let expr = inner(self)?;
        self.depth -= 1;
        Ok(expr)
    }

    /// A comparison or a function call, whose first word has been read.
    fn named(&mut self, word: String, at: usize) -> Result<Expr, Fault> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(Fault::new(at, format!("more than {MAX_TERMS} comparisons")));
        }
        match self.peek().map(|token| &token.kind) {
            Some(Kind::Open) => self.call(word, at),
            Some(&Kind::Operator(operator)) => {
                self.next += 1;
                let value = self.value()?;
                Ok(Expr::Compare(Comparison {
                    field: snake(&word),
                    operator,
                    value,
                    at,
                }))
            }
            Some(_) | None => Err(self.expected("an operator")),
        }
    }

    fn call(&mut self, name: String, at: usize) -> Result<Expr, Fault> {
        self.next += 1;
        let mut arguments = Vec::new();
        if self.peek().is_none_or(|token| token.kind != Kind::Close) {
            arguments.push(self.value()?);
            while self.peek().is_some_and(|token| token.kind == Kind::Comma) {
                self.next += 1;
                arguments.push(self.value()?);
            }
        }
        self.expect(Kind::Close, "a closing bracket")?;
        Ok(Expr::Call(Call {
            name,
            arguments,
            at,
        }))
    }

    fn value(&mut self) -> Result<Value, Fault> {
        let (text, quoted, at) = match self.peek() {
            Some(Token {
                kind: Kind::Quoted(text),
                at,
            }) => (text.clone(), true, *at),
            Some(Token {
                kind: Kind::Word(text),
                at,
            }) if !is_keyword(text) => (text.clone(), false, *at),
            _ => return Err(self.expected("a value")),
        };
        self.next += 1;
        Ok(Value { text, quoted, at })
    }

    fn joiner(&self) -> Option<(Joiner, usize)> {
        let token = self.peek()?;
        match &token.kind {
            Kind::Word(word) if word == "AND" => Some((Joiner::And, token.at)),
            Kind::Word(word) if word == "OR" => Some((Joiner::Or, token.at)),
            _ => None,
        }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn expect(&mut self, kind: Kind, name: &str) -> Result<(), Fault> {
        match self.peek() {
            Some(token) if token.kind == kind => {
                self.next += 1;
                Ok(())
            }
            _ => Err(self.expected(name)),
        }
    }

    fn expected(&self, what: &str) -> Fault {
        match self.peek() {
            Some(token) => self.misplaced(token, what),
            None => Fault::new(self.end, format!("expected {what}, found the end")),
        }
    }

    /// Something stands after a whole expression.
    fn trailing(&self, token: &Token) -> Fault {
        self.misplaced(token, "AND, OR or the end")
    }

    fn misplaced(&self, token: &Token, what: &str) -> Fault {
        let hint = match &token.kind {
            Kind::Word(word) if !is_keyword(word) && is_keyword(&word.to_uppercase()) => {
                "; AND, OR and NOT are written in capital letters"
            }
            Kind::Operator(Operator::Has) => {
                "; put a value that holds a colon into double quotation marks"
            }
            _ => "",
        };
        Fault::new(token.at, format!("expected {what}, found {token}{hint}"))
    }
}

enum Joiner {
    And,
    Or,
}

fn is_keyword(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT")
}

fn one_or(many: fn(Vec<Expr>) -> Expr, mut terms: Vec<Expr>) -> Expr {
    match terms.pop() {
        Some(only) if terms.is_empty() => only,
        Some(last) => {
            terms.push(last);
            many(terms)
        }
        None => many(terms),
    }
}

impl Expr {
    /// Where it begins, brackets not counted.
    pub fn at(&self) -> usize {
        match self {
            Self::And(terms) | Self::Or(terms) => terms.first().map_or(0, Expr::at),
            Self::Not(inner) => inner.at(),
            Self::Compare(comparison) => comparison.at,
            Self::Call(call) => call.at,
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(terms) => join(out, terms, " AND "),
            Self::Or(terms) => join(out, terms, " OR "),
            Self::Not(inner) => {
                out.write_str("NOT ")?;
                bracketed(out, inner)
            }
            Self::Compare(Comparison {
                field,
                operator,
                value,
                ..
            }) => {
                write!(out, "{field} {} {value}", operator.as_str())
            }
            Self::Call(Call {
                name, arguments, ..
            }) => {
                write!(out, "{name}(")?;
                for (place, argument) in arguments.iter().enumerate() {
                    let comma = if place == 0 { "" } else { ", " };
                    write!(out, "{comma}{argument}")?;
                }
                out.write_str(")")
            }
        }
    }
}

fn join(out: &mut fmt::Formatter<'_>, terms: &[Expr], word: &str) -> fmt::Result {
    for (place, term) in terms.iter().enumerate() {
        if place > 0 {
            out.write_str(word)?;
        }
        bracketed(out, term)?;
    }
    Ok(())
}

fn bracketed(out: &mut fmt::Formatter<'_>, expr: &Expr) -> fmt::Result {
    match expr {
        Expr::And(_) | Expr::Or(_) => write!(out, "({expr})"),
        _ => write!(out, "{expr}"),
    }
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.quoted {
            let escaped = self.text.replace('\\', "\\\\").replace('"', "\\\"");
            write!(out, "\"{escaped}\"")
        } else {
            out.write_str(&self.text)
        }
    }
}
