//! `users.spaces.*ReadState` and `users.spaces.threads.getThreadReadState`

mod get_space;
mod get_thread;
mod update_space;

pub use get_space::get_space_read_state;
pub use get_thread::get_thread_read_state;
pub use update_space::update_space_read_state;

use domain::ids::{SpaceId, UserId};
use domain::names::{self, UserRef};
use domain::{Result, Time, read_states};
use proto::chat as wire;
use store::Tx;

use crate::api::{Call, users};

/// Refuses everybody's read states but the caller's.
async fn check_own(tx: &mut Tx, call: &Call, name: &UserRef) -> Result<()> {
    match users::is_caller(tx, call, name).await? {
        true => Ok(()),
        false => Err(read_states::refusal()),
    }
}

/// `None`: never read.
pub fn render(space: SpaceId, user: UserId, time: Option<Time>) -> wire::SpaceReadState {
    wire::SpaceReadState {
        name: names::space_read_state_name(user, space),
        last_read_time: time.map(Time::to_wire),
    }
}
