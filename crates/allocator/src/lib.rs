//! The program's allocator: mimalloc. A list of messages makes hundreds of small
//! allocations, on several threads; `docs/performance.md` has the figures.

use libmimalloc_sys::mi_collect;
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Gives memory that is free back to the system. By itself the allocator does so a
/// second later, and only when somebody frees more: an idle server would keep what
/// hashing a password took, 19 MiB. To be called after such work, not in a loop.
pub fn give_back() {
    // SAFETY: may be called at any time; it looks at what this thread and the whole
    // process have freed.
    unsafe { mi_collect(true) };
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::give_back;

    /// Pages of this process in memory.
    fn pages() -> usize {
        let numbers = fs::read_to_string("/proc/self/statm").unwrap_or_default();
        let resident = numbers.split(' ').nth(1);
        resident.and_then(|pages| pages.parse().ok()).unwrap_or(0)
    }

    #[test]
    fn what_was_freed_is_given_back() {
        const PAGES: usize = 16_384;
        let before = pages();
        let block = vec![1_u8; PAGES * 4096];
        assert!(pages() > before + PAGES / 2, "{} bytes", block.len());
        drop(block);
        give_back();
        assert!(pages() < before + PAGES / 2);
    }
}
