//! Behaviour tables of Confab's own methods.

mod groups;
mod people;
mod summaries;
mod tokens;
