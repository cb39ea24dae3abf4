//! Any text as every kind of resource name; ids that were read are written as
//! they were.
#![no_main]

use domain::names::{self, MessageRef};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(Some(space)) = names::space("name", text) {
        assert_eq!(names::space_name(space), text);
    }
    if let Ok((Some(space), MessageRef::Id { thread, message })) = names::message("name", text) {
        let written = names::message_name(space, thread, message);
        let again = names::message("name", &written);
        assert_eq!(again, Ok((Some(space), MessageRef::Id { thread, message })));
    }
    let _ = names::reaction("name", text);
    let _ = names::webhook("name", text);
    let _ = names::attachment("name", text);
    let _ = names::space_event("name", text);
    let _ = names::space_read_state("name", text);
    let _ = names::thread_read_state("name", text);
    let _ = names::thread(text);
    let _ = names::member("name", text);
    let _ = names::user("name", text);
    let _ = names::group("name", text);
});
