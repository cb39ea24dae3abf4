//! The program's allocator: mimalloc. A list of messages makes hundreds of small
//! allocations, on several threads; `docs/performance.md` has the figures.

use libmimalloc_sys::{mi_option_set, mi_option_t};
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// `mi_option_purge_delay` of mimalloc 3, which the bindings leave out.
const PURGE_DELAY: mi_option_t = 15;

/// Lets memory that is free go back to the system at once. By default that waits
/// a second, and then for somebody to allocate more: an idle server would keep
/// what its start took (hashing a password alone takes 19 MiB).
///
/// To be called before there are threads.
pub fn give_back_at_once() {
    // SAFETY: sets one number, which other threads could only read too early.
    unsafe { mi_option_set(PURGE_DELAY, 0) };
}

#[cfg(test)]
mod tests {
    use libmimalloc_sys::mi_option_get;

    use super::*;

    #[test]
    fn the_option_is_the_one_that_is_meant() {
        // SAFETY: reads a number.
        let delay = || unsafe { mi_option_get(PURGE_DELAY) };
        assert_eq!(delay(), 1_000);
        give_back_at_once();
        assert_eq!(delay(), 0);
    }
}
