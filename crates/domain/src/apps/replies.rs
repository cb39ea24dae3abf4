//! Which answers an app may give to which event.

use super::{DialogEvent, EventType};

/// What an answer asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyKind {
    NewMessage,
    UpdateMessage,
    UpdateUserMessageCards,
    RequestConfig,
    /// Opens a dialog or shows its next page.
    Dialog,
    /// Closes a dialog, or says what is wrong in it.
    ActionStatus,
    UpdateWidget,
    /// The card of an app's home.
    Home,
}

impl ReplyKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewMessage => "NEW_MESSAGE",
            Self::UpdateMessage => "UPDATE_MESSAGE",
            Self::UpdateUserMessageCards => "UPDATE_USER_MESSAGE_CARDS",
            Self::RequestConfig => "REQUEST_CONFIG",
            Self::Dialog | Self::ActionStatus => "DIALOG",
            Self::UpdateWidget => "UPDATE_WIDGET",
            Self::Home => "a home card",
        }
    }
}

/// What the answer is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub event: EventType,
    pub dialog: Option<DialogEvent>,
    /// The event told of a link to preview.
    pub link: bool,
    /// The message of a click is the app's own.
    pub own_message: bool,
}

/// Refuses an answer that does not fit its event, with a sentence for the
/// app's developer.
pub fn check_reply(asked: Asked, kind: ReplyKind) -> Result<(), String> {
    use EventType as E;
    let name = kind.as_str();
    let in_dialog = matches!(
        asked.dialog,
        Some(DialogEvent::RequestDialog | DialogEvent::SubmitDialog)
    );
    let good = match kind {
        ReplyKind::NewMessage => matches!(
            asked.event,
            E::Message | E::AddedToSpace | E::CardClicked | E::AppCommand | E::SubmitForm
        ),
        ReplyKind::UpdateMessage => asked.event == E::CardClicked && asked.own_message,
        ReplyKind::UpdateUserMessageCards => match asked.event {
            E::Message => asked.link,
            E::CardClicked => !asked.own_message,
            _ => false,
        },
        ReplyKind::RequestConfig => {
            matches!(asked.event, E::Message | E::AddedToSpace | E::AppCommand)
        }
        ReplyKind::Dialog => in_dialog || asked.event == E::SubmitForm,
        ReplyKind::ActionStatus => asked.dialog.is_some() || asked.event == E::SubmitForm,
        ReplyKind::UpdateWidget => asked.event == E::WidgetUpdated,
        ReplyKind::Home => matches!(asked.event, E::AppHome | E::SubmitForm),
    };
    if good {
        return Ok(());
    }
    let event = asked.event.as_str();
    let hint = match kind {
        ReplyKind::UpdateMessage if asked.event == E::CardClicked => {
            ": the clicked message is not the app's own; UPDATE_USER_MESSAGE_CARDS changes the \
             cards of a person's message"
        }
        ReplyKind::UpdateUserMessageCards if asked.event == E::CardClicked => {
            ": the clicked message is the app's own; UPDATE_MESSAGE changes it"
        }
        ReplyKind::UpdateUserMessageCards if asked.event == E::Message => {
            ": the message has no link that matches the app's patterns"
        }
        ReplyKind::Dialog | ReplyKind::ActionStatus => {
            ": a dialog opens for a command that is configured with a dialog, or for a button \
             whose action has interaction OPEN_DIALOG"
        }
        _ => "",
    };
    Err(format!("{name} is no answer to {event}{hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_fit_their_events() {
        use EventType as E;
        use ReplyKind as R;
        let asked = |event| Asked {
            event,
            dialog: None,
            link: false,
            own_message: false,
        };
        let check = |asked: Asked, good: &[R]| {
            for kind in [
                R::NewMessage,
                R::UpdateMessage,
                R::UpdateUserMessageCards,
                R::RequestConfig,
                R::Dialog,
                R::ActionStatus,
                R::UpdateWidget,
                R::Home,
            ] {
                let allowed = check_reply(asked, kind).is_ok();
                assert_eq!(allowed, good.contains(&kind), "{asked:?} {kind:?}");
            }
        };
        check(asked(E::Message), &[R::NewMessage, R::RequestConfig]);
        let link = Asked {
            link: true,
            ..asked(E::Message)
        };
        check(
            link,
            &[R::NewMessage, R::RequestConfig, R::UpdateUserMessageCards],
        );
        check(asked(E::AddedToSpace), &[R::NewMessage, R::RequestConfig]);
        check(asked(E::RemovedFromSpace), &[]);
        check(
            asked(E::CardClicked),
            &[R::NewMessage, R::UpdateUserMessageCards],
        );
        let own = Asked {
            own_message: true,
            ..asked(E::CardClicked)
        };
        check(own, &[R::NewMessage, R::UpdateMessage]);
        let submit = Asked {
            dialog: Some(DialogEvent::SubmitDialog),
            ..own
        };
        check(
            submit,
            &[R::NewMessage, R::UpdateMessage, R::Dialog, R::ActionStatus],
        );
        let cancel = Asked {
            dialog: Some(DialogEvent::CancelDialog),
            ..own
        };
        check(cancel, &[R::NewMessage, R::UpdateMessage, R::ActionStatus]);
        check(asked(E::AppCommand), &[R::NewMessage, R::RequestConfig]);
        check(asked(E::WidgetUpdated), &[R::UpdateWidget]);
        check(asked(E::AppHome), &[R::Home]);
        check(
            asked(E::SubmitForm),
            &[R::NewMessage, R::Dialog, R::ActionStatus, R::Home],
        );
    }
}
