//! `yanzhen_kernel`: the native backend of `yanzhen.match`, in whole numbers throughout, and of `yanzhen.place`, in the
//! reference's own order of operations: the answers are the reference's.

use pyo3::prelude::*;

mod adding;
mod allocating;
mod best;
mod column;
mod filter;
mod forward;
mod gaps;
mod index;
mod layout;
mod moving;
mod packing;
mod pages;
mod ranking;
mod rows;
mod search;
mod segment;
mod stringtable;
mod timing;
mod vocabulary;
mod weights;
mod wordtable;

#[global_allocator]
static MEMORY: pages::LargePages = pages::LargePages;

#[pymodule]
mod yanzhen_kernel {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::allocating::{assign, match_stable};
    #[pymodule_export]
    use super::gaps::move_meetings;
    #[pymodule_export]
    use super::index::Index;
    #[pymodule_export]
    use super::packing::pack;
    #[pymodule_export]
    use super::ranking::count_ranks;
    #[pymodule_export]
    use super::timing::time_meetings;
    #[pymodule_export]
    use super::vocabulary::Vocabulary;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // The reference's cutter has the same dictionary in this release; another may cut otherwise.
        module.add("CUTS_AS_RJIEBA", "0.2.2")
    }
}
