//! The stage: a server of its own per transport, a fixed cast, and calls as
//! JSON whatever carries them.

mod call;
mod database;
mod expect;
mod grpc;
pub mod rest;
mod world;

use call::full_name;
pub use call::{As, Refusal};
pub use expect::{assert_matches, assert_refused};
pub use world::{Transport, World, both, both_in_profile, over_rest};
