//! Commands of apps: what they may be called, and finding the one that a text
//! calls.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{COMMAND_ID_LIMIT, COMMAND_TEXT_LIMIT, COMMANDS_LIMIT};
use crate::error::{Error, Result};

/// How a command is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommandKind {
    /// Typed: `/about`.
    #[default]
    SlashCommand,
    /// Picked from a menu.
    QuickCommand,
    /// Picked from the menu of a message.
    MessageAction,
}

/// A command that an app offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Command {
    pub id: i64,
    /// Without the slash.
    pub name: String,
    pub description: String,
    /// Whether the app answers with a dialog.
    #[serde(default)]
    pub dialog: bool,
    #[serde(default)]
    pub kind: CommandKind,
}

impl Command {
    /// As people read it: `/about`, or the name of a quick command.
    pub fn shown(&self) -> String {
        match self.kind {
            CommandKind::SlashCommand => format!("/{}", self.name),
            _ => self.name.clone(),
        }
    }
}

/// The slash command that a text begins with, among those of one app.
pub fn called<'a>(commands: &'a [Command], text: &str) -> Option<&'a Command> {
    let word = text.strip_prefix('/')?.split(char::is_whitespace).next()?;
    commands
        .iter()
        .find(|command| command.kind == CommandKind::SlashCommand && command.name == word)
}

/// Checks all commands of an app against Google's limits.
pub fn check_commands(commands: &[Command]) -> Result<()> {
    if commands.len() > COMMANDS_LIMIT {
        let text = format!("An app has at most {COMMANDS_LIMIT} commands.");
        return Err(Error::invalid("commands", text));
    }
    let (mut ids, mut names) = (HashSet::new(), HashSet::new());
    for (index, command) in commands.iter().enumerate() {
        let field = |name: &str| format!("commands[{index}].{name}");
        check(command, field)?;
        if !ids.insert(command.id) {
            let text = format!("The command id {} is used twice.", command.id);
            return Err(Error::invalid(&field("command_id"), text));
        }
        if !names.insert(command.shown()) {
            let text = format!("The command name {} is used twice.", command.shown());
            return Err(Error::invalid(&field("name"), text));
        }
    }
    Ok(())
}

fn check(command: &Command, field: impl Fn(&str) -> String) -> Result<()> {
    if !(1..=COMMAND_ID_LIMIT).contains(&command.id) {
        let text = format!("A command id is 1 to {COMMAND_ID_LIMIT}.");
        return Err(Error::invalid(&field("command_id"), text));
    }
    let slash = command.kind == CommandKind::SlashCommand;
    let name = command.name.as_str();
    let unfit = |c: char| c.is_control() || slash && (c.is_whitespace() || c == '/');
    let length = name.chars().count();
    if length == 0 || length > COMMAND_TEXT_LIMIT || name.contains(unfit) {
        let text = format!(
            "A command has a name of 1 to {COMMAND_TEXT_LIMIT} printable characters; that of a \
             slash command is one word after its slash."
        );
        return Err(Error::invalid(&field("name"), text));
    }
    let description = command.description.as_str();
    if description.chars().count() > COMMAND_TEXT_LIMIT || description.contains(char::is_control) {
        let text = format!(
            "A command's description has at most {COMMAND_TEXT_LIMIT} printable characters."
        );
        return Err(Error::invalid(&field("description"), text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(id: i64, name: &str, kind: CommandKind) -> Command {
        Command {
            id,
            name: name.to_owned(),
            description: String::new(),
            dialog: false,
            kind,
        }
    }

    #[test]
    fn texts_call_slash_commands_by_their_first_word() {
        let commands = [
            command(1, "about", CommandKind::SlashCommand),
            command(2, "abouts", CommandKind::SlashCommand),
            command(3, "home", CommandKind::QuickCommand),
        ];
        let check = |text: &str, expected: Option<i64>| {
            let found = called(&commands, text).map(|command| command.id);
            assert_eq!(found, expected, "{text}");
        };
        check("/about", Some(1));
        check("/about now", Some(1));
        check("/about\nnow", Some(1));
        check("/abouts", Some(2));
        for text in [
            "", "/", "about", " /about", "/aboutx", "//about", "/home", "/About",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn limits() {
        use CommandKind::{QuickCommand, SlashCommand};
        let check = |commands: &[Command], good: bool| {
            assert_eq!(check_commands(commands).is_ok(), good, "{commands:?}");
        };
        check(&[], true);
        check(
            &[command(1, "a", SlashCommand), command(2, "a", QuickCommand)],
            true,
        );
        check(
            &[command(1, "a", SlashCommand), command(1, "b", SlashCommand)],
            false,
        );
        check(
            &[command(1, "a", SlashCommand), command(2, "a", SlashCommand)],
            false,
        );
        check(&[command(0, "a", SlashCommand)], false);
        check(&[command(1_001, "a", SlashCommand)], false);
        check(&[command(1_000, &"x".repeat(50), SlashCommand)], true);
        check(&[command(1, &"x".repeat(51), SlashCommand)], false);
        check(&[command(1, "a b", SlashCommand)], false);
        check(&[command(1, "a b", QuickCommand)], true);
        check(&[command(1, "", QuickCommand)], false);
        let described = Command {
            description: "x".repeat(51),
            ..command(1, "a", SlashCommand)
        };
        check(&[described], false);
    }
}
