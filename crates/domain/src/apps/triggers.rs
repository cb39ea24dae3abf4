//! What an app is told of, and why.

use serde::{Deserialize, Serialize};

/// The types of interaction events, by Google's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventType {
    Message,
    AddedToSpace,
    RemovedFromSpace,
    CardClicked,
    WidgetUpdated,
    AppCommand,
    AppHome,
    SubmitForm,
}

impl EventType {
    const ALL: [Self; 8] = [
        Self::Message,
        Self::AddedToSpace,
        Self::RemovedFromSpace,
        Self::CardClicked,
        Self::WidgetUpdated,
        Self::AppCommand,
        Self::AppHome,
        Self::SubmitForm,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Message => "MESSAGE",
            Self::AddedToSpace => "ADDED_TO_SPACE",
            Self::RemovedFromSpace => "REMOVED_FROM_SPACE",
            Self::CardClicked => "CARD_CLICKED",
            Self::WidgetUpdated => "WIDGET_UPDATED",
            Self::AppCommand => "APP_COMMAND",
            Self::AppHome => "APP_HOME",
            Self::SubmitForm => "SUBMIT_FORM",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == text)
    }
}

/// What a dialog did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DialogEvent {
    RequestDialog,
    SubmitDialog,
    CancelDialog,
}

impl DialogEvent {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RequestDialog => "REQUEST_DIALOG",
            Self::SubmitDialog => "SUBMIT_DIALOG",
            Self::CancelDialog => "CANCEL_DIALOG",
        }
    }
}

/// What decides whether an app is told of a person's message.
#[derive(Clone, Copy, Debug, Default)]
pub struct MessageFacts {
    /// Whether the app is in the space.
    pub installed: bool,
    /// Whether the space is the direct message of this app and one person.
    pub direct: bool,
    pub mentioned: bool,
    /// Whether the text calls one of this app's commands.
    pub command: bool,
    /// Whether the text calls a command of another app.
    pub others_command: bool,
    /// Whether a link matches one of this app's patterns.
    pub link: bool,
}

/// Why an app is told of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Command,
    Direct,
    Mention,
    Link,
}

impl Reason {
    /// A sentence for the inspector.
    pub fn text(self) -> &'static str {
        match self {
            Self::Command => "the message calls a command of the app",
            Self::Direct => "every message of a direct message goes to its app",
            Self::Mention => "the message mentions the app",
            Self::Link => "a link in the message matches one of the app's patterns",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Tell(Reason),
    /// Not told, with a sentence for the inspector.
    Pass(&'static str),
}

/// Whether an app is told of a message that a person sent.
pub fn decide(facts: MessageFacts) -> Decision {
    if !facts.installed {
        return Decision::Pass(
            "not installed: the message mentions the app, which is not in the space",
        );
    }
    if facts.command {
        return Decision::Tell(Reason::Command);
    }
    if facts.others_command {
        return Decision::Pass("the message calls a command of another app");
    }
    if facts.direct {
        return Decision::Tell(Reason::Direct);
    }
    if facts.mentioned {
        return Decision::Tell(Reason::Mention);
    }
    if facts.link {
        return Decision::Tell(Reason::Link);
    }
    Decision::Pass(
        "not mentioned: in a space an app is told of messages that mention it, call its commands \
         or hold links that it previews",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions() {
        let installed = MessageFacts {
            installed: true,
            ..Default::default()
        };
        let check = |facts, expected: Option<Reason>| match decide(facts) {
            Decision::Tell(reason) => assert_eq!(Some(reason), expected, "{facts:?}"),
            Decision::Pass(_) => assert_eq!(None, expected, "{facts:?}"),
        };
        check(installed, None);
        check(
            MessageFacts {
                mentioned: true,
                ..Default::default()
            },
            None,
        );
        check(
            MessageFacts {
                mentioned: true,
                ..installed
            },
            Some(Reason::Mention),
        );
        check(
            MessageFacts {
                direct: true,
                ..installed
            },
            Some(Reason::Direct),
        );
        check(
            MessageFacts {
                link: true,
                ..installed
            },
            Some(Reason::Link),
        );
        check(
            MessageFacts {
                command: true,
                mentioned: true,
                ..installed
            },
            Some(Reason::Command),
        );
        check(
            MessageFacts {
                others_command: true,
                mentioned: true,
                ..installed
            },
            None,
        );
    }

    #[test]
    fn names_come_back() {
        for event in EventType::ALL {
            assert_eq!(EventType::parse(event.as_str()), Some(event));
        }
        assert_eq!(EventType::parse("OTHER"), None);
    }
}
