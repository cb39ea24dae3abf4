//! Behaviour tables of Confab's own methods.

mod people;
mod summaries;
mod tokens;
