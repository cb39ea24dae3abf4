//! The comments of the `.proto` files, as one line of text each.

use std::collections::HashMap;

use prost_reflect::{DescriptorPool, FileDescriptor};

pub(super) struct Comments {
    texts: HashMap<(String, Vec<i32>), String>,
}

impl Comments {
    pub fn read(pool: &DescriptorPool) -> Self {
        let mut texts = HashMap::new();
        for file in pool.files() {
            let info = file.file_descriptor_proto().source_code_info.iter();
            for location in info.flat_map(|info| &info.location) {
                let text = location
                    .leading_comments()
                    .split_whitespace()
                    .collect::<Vec<_>>();
                if !text.is_empty() {
                    texts.insert(
                        (file.name().to_owned(), location.path.clone()),
                        text.join(" "),
                    );
                }
            }
        }
        Self { texts }
    }

    /// The comment before the element at a descriptor's path; empty without one.
    pub fn of(&self, file: &FileDescriptor, path: &[i32]) -> &str {
        let key = (file.name().to_owned(), path.to_vec());
        self.texts.get(&key).map_or("", String::as_str)
    }
}
