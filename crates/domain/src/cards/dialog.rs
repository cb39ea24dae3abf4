//! What an app answers a click or a command with: dialogs, their status, and
//! the suggestions of a menu.

use proto::card::Card;
use proto::card::selection_input::SelectionItem;
use proto::chat::{DialogAction, dialog_action};

use super::{Place, card, widgets};
use crate::error::Result;

/// What a dialog action asks for.
#[derive(Debug, PartialEq)]
pub enum DialogAnswer<'a> {
    /// Open this dialog, or replace the open one by it.
    Open(&'a Card),
    /// Close the dialog, or say why it stays.
    Status(&'a proto::chat::ActionStatus),
}

/// Checks the card of a dialog, or of an app's home. `place`: where it stands
/// in the answer.
pub fn check_dialog(place: Place<'_>, card: &Card) -> Result<()> {
    card::check(place, card)
}

/// Checks `actionResponse.dialogAction`. With both a dialog and a status the
/// dialog counts, as long as the status is no error.
pub fn check_dialog_action(action: &DialogAction) -> Result<DialogAnswer<'_>> {
    let root = Place::root();
    let response = root.field("actionResponse");
    let place = response.field("dialogAction");
    let status = action.action_status.as_ref();
    let is_error = |code: i32| code != proto::rpc::Code::Ok as i32;
    if let Some(status) = status.filter(|status| is_error(status.status_code)) {
        return Ok(DialogAnswer::Status(status));
    }
    match (&action.action, status) {
        (Some(dialog_action::Action::Dialog(dialog)), _) => {
            let place = place.field("dialog");
            let body = place.field("body");
            let card = dialog.body.as_ref();
            let card = card.ok_or_else(|| body.error("the card of the dialog is missing"))?;
            check_dialog(body, card)?;
            Ok(DialogAnswer::Open(card))
        }
        (None, Some(status)) => Ok(DialogAnswer::Status(status)),
        (None, None) => Err(place.error("it needs a dialog or an actionStatus")),
    }
}

/// Checks the items that an app suggests for a menu
/// (`actionResponse.updatedWidget.suggestions`).
pub fn check_suggestions(items: &[SelectionItem]) -> Result<()> {
    let root = Place::root();
    let response = root.field("actionResponse");
    let widget = response.field("updatedWidget");
    widgets::selection_input::check_items(widget.field("suggestions"), items)
}
