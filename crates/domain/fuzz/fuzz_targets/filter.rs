//! Any text in every language of filters and orders.
#![no_main]

use domain::filter::custom_emojis::Creator;
use domain::filter::members::MemberFilter;
use domain::filter::messages::{MessageFilter, direction};
use domain::filter::reactions::ReactionFilter;
use domain::filter::search_spaces::{Scope, SearchOrder, SpaceSearch};
use domain::filter::space_events::SpaceEventFilter;
use domain::filter::spaces::SpaceFilter;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = Creator::parse(text);
    let _ = MemberFilter::parse(text);
    let _ = MessageFilter::parse(text);
    let _ = direction(text);
    let _ = ReactionFilter::parse(text);
    let _ = SpaceEventFilter::parse(text);
    let _ = SpaceFilter::parse(text);
    for scope in [Scope::Admin, Scope::Own] {
        let _ = SpaceSearch::parse(text, scope);
        let _ = SearchOrder::parse(text, scope);
    }
});
