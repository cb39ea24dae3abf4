//! Whose the cards of a message are. An app may put cards on a person's
//! message, and only that app may replace them.

use proto::chat::{CardWithId, User, user};

use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::messages::Message;
use crate::names::user_name;

/// Writes down the app that made the cards, whatever their sender said.
pub fn own(cards: &mut [CardWithId], app: UserId) {
    for card in cards {
        card.owner_user = Some(User {
            name: user_name(app),
            r#type: user::Type::Bot as i32,
            ..Default::default()
        });
    }
}

/// Whether one of the message's cards is this app's.
pub fn owns(message: &Message, app: UserId) -> bool {
    let name = user_name(app);
    let owned = |card: &CardWithId| {
        card.owner_user
            .as_ref()
            .is_some_and(|owner| owner.name == name)
    };
    message.content.cards_v2.iter().any(owned)
}

/// Checks that the app may replace the message's cards by these.
pub fn check_replace(message: &Message, app: UserId, cards: &[CardWithId]) -> Result<()> {
    if !owns(message, app) {
        return Err(Error::permission_denied(
            "An app can only replace the cards of a message that holds cards of its own.",
        ));
    }
    super::check(cards)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners() {
        let mut cards = vec![CardWithId::default()];
        own(&mut cards, UserId(5));
        let owner = cards[0].owner_user.as_ref().unwrap();
        assert_eq!(
            (owner.name.as_str(), owner.r#type),
            (user_name(UserId(5)).as_str(), 2)
        );
    }
}
