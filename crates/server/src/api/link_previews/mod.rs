//! `confab.v1.LinkPreviewService`: what is known of the pages that messages
//! link to. `media/links` finds it out.

mod batch_list;
mod list;

pub use batch_list::batch_list_link_previews;
pub use list::list_link_previews;
