//! Large arrays in large pages, where the system has them: searches and the cutter's dictionary jump all over theirs.

use std::alloc::{GlobalAlloc, Layout, System};

pub struct LargePages;

/// From so many bytes on an array asks for large pages.
const LARGE_FROM: usize = 4 << 20;

// SAFETY: all memory is the system's; what is asked of it beside does not change it.
unsafe impl GlobalAlloc for LargePages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        advised(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        advised(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        advised(unsafe { System.realloc(pointer, layout, size) }, size)
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[inline]
fn advised(pointer: *mut u8, size: usize) -> *mut u8 {
    #[cfg(target_os = "linux")]
    if size >= LARGE_FROM && !pointer.is_null() {
        const PAGE: usize = 4096;
        let start = pointer as usize;
        let first = start.next_multiple_of(PAGE);
        // SAFETY: advice on whole pages of memory that was just given to us.
        unsafe { libc::madvise(first as *mut libc::c_void, start + size - first, libc::MADV_HUGEPAGE) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = size;
    pointer
}
