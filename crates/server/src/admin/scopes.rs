//! `--scope`: full URLs or last parts, one or several per option.

use crate::gate::{Scope, ScopeSet};

use super::{Failure, Result};

/// All of them together; at least one, and nothing unknown.
pub fn parse(texts: &[String]) -> Result<ScopeSet> {
    let split = |text: &String| {
        text.split([' ', ','])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let words: Vec<String> = texts.iter().flat_map(split).collect();
    if words.is_empty() {
        return Err(Failure::new("--scope needs a scope such as chat.messages"));
    }
    let parse = |word: &String| {
        Scope::parse(word)
            .ok_or_else(|| Failure::new(format!("{word} is not a scope of Google Chat")))
    };
    words.iter().map(parse).collect()
}

/// Refuses scopes that only an app itself may hold.
pub fn refuse_apps_own(scopes: ScopeSet, what: &str) -> Result<()> {
    match scopes.iter().find(|scope| scope.is_for_apps()) {
        Some(scope) => {
            let text = format!("{} is for apps in their own name; {what}", scope.short());
            Err(Failure::new(text))
        }
        None => Ok(()),
    }
}
