//! `order_by` of searches.

use super::Scope;
use crate::Result;
use crate::filter::order::{self, Direction};

/// What found spaces are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderBy {
    /// `membership_count.joined_direct_human_user_count`
    HumanCount,
    LastActiveTime,
    CreateTime,
    /// How well the name fits; only for [`Scope::Own`].
    Relevance,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchOrder {
    pub by: OrderBy,
    pub direction: Direction,
}

const ADMIN: [(&str, OrderBy); 3] = [
    (
        "membership_count.joined_direct_human_user_count",
        OrderBy::HumanCount,
    ),
    ("last_active_time", OrderBy::LastActiveTime),
    ("create_time", OrderBy::CreateTime),
];
const OWN: [(&str, OrderBy); 2] = [
    ("create_time", OrderBy::CreateTime),
    ("relevance", OrderBy::Relevance),
];

impl SearchOrder {
    /// Without `order_by`, administrators get the oldest first and everybody
    /// else the newest; Google's documents promise nothing.
    pub fn parse(text: &str, scope: Scope) -> Result<Self> {
        let (known, default): (&[(&str, OrderBy)], _) = match scope {
            Scope::Admin => (&ADMIN, Direction::Ascending),
            Scope::Own => (&OWN, Direction::Descending),
        };
        if text.trim().is_empty() {
            return Ok(Self {
                by: OrderBy::CreateTime,
                direction: default,
            });
        }
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let order = order::parse(text, &names)?;
        let by = known
            .iter()
            .find(|(name, _)| order.field.as_deref() == Some(*name));
        let direction = order.direction.unwrap_or_default();
        match by {
            // Only the newest and the best first, says the reference.
            Some(_) if scope == Scope::Own && direction == Direction::Ascending => {
                Err(order::refusal_of_direction(text))
            }
            Some((_, by)) => Ok(Self { by: *by, direction }),
            None => Err(order::refusal(text, &names)),
        }
    }
}
