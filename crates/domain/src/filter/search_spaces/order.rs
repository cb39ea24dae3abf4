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
        let field = order.need_field(&names)?;
        // Only the newest and the best first, says the reference.
        if scope == Scope::Own {
            order.need_descending()?;
        }
        let by = known.iter().find(|(name, _)| *name == field);
        Ok(Self {
            by: by.map_or(OrderBy::CreateTime, |(_, by)| *by),
            direction: order.direction.unwrap_or_default(),
        })
    }
}
