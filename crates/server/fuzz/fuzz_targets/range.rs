//! Any header for a file of any size: what is answered lies inside the file.
#![no_main]
#![allow(dead_code)]

#[path = "../../src/transport/range.rs"]
mod range;

use libfuzzer_sys::fuzz_target;
use range::Asked;

fuzz_target!(|input: (u64, &str)| {
    let (size, header) = input;
    if let Asked::Part(part) = range::asked(header, size) {
        assert!(part.start < part.end && part.end <= size, "{header}: {part:?} of {size}");
    }
});
