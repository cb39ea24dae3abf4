//! What apps are told and what their answers do, against endpoints that run
//! beside the server. Facts are from Google's guides for interaction events.

#![allow(clippy::unwrap_used)]

mod adding;
mod addons;
mod clicks;
mod commands;
mod configure;
mod dialogs;
mod inspector;
mod messages;
mod preferences;
mod shapes;
mod stage;
mod trouble;
