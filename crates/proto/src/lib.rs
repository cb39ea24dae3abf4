//! The wire: Google's messages and Confab's own, generated from `protos/`.
//!
//! Nothing is written by hand here but the short names below. The JSON codec,
//! the REST routes, reflection and the discovery document are all made from
//! [`DESCRIPTOR_SET`].

mod wire {
    #![allow(clippy::all, clippy::pedantic, dead_code)]
    include!(concat!(env!("OUT_DIR"), "/wire.rs"));
}

pub use wire::confab::v1 as confab;
pub use wire::google::apps::card::v1 as card;
pub use wire::google::chat::v1 as chat;
pub use wire::google::rpc;
pub use wire::google::r#type as types;

/// A serialised `google.protobuf.FileDescriptorSet` of every file in `protos/`
/// and what they import, comments included.
pub const DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
