//! Groups of people, which may be members of spaces as a whole.

use crate::ids::GroupId;
use crate::timestamp::Time;

/// A group as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    /// Lower case, and no person's.
    pub email: String,
    pub display_name: String,
    pub create_time: Time,
}
