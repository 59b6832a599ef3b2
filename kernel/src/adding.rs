//! The inner loops: bounds of a block added up, and those that reach a threshold found.
//!
//! Plain loops, compiled once for each width of vector that the processor may have and chosen when they are called.

use std::ops::Range;
use std::sync::OnceLock;

use crate::layout::{BLOCK, PLACE_SHIFT, Span};
#[cfg(target_arch = "x86_64")]
use crate::rows::wide::{add_rows_middling, add_rows_wide};
use crate::rows::{GROUP, Row, STEPS, add_rows_plainly, add_times};

/// What totals are held in: 16 bits wherever the highest possible total fits, else 64.
pub trait Sum: Copy + Default + Ord + Into<u64> {
    const HIGHEST: Self;
    fn of_row(bound: u8) -> Self;
    fn of_bound(bound: u16) -> Self;
    fn of_count(count: u32) -> Self;
    fn of_threshold(threshold: u64) -> Option<Self>;
    #[must_use]
    fn plus(self, other: Self) -> Self;
    #[must_use]
    fn times(self, other: Self) -> Self;
}

macro_rules! sums {
    ($kind:ty) => {
        impl Sum for $kind {
            const HIGHEST: Self = <$kind>::MAX;
            #[inline(always)]
            fn of_row(bound: u8) -> Self {
                Self::from(bound) * STEPS as $kind
            }
            #[inline(always)]
            fn of_bound(bound: u16) -> Self {
                Self::from(bound)
            }
            #[inline(always)]
            fn of_count(count: u32) -> Self {
                count as $kind
            }
            #[inline(always)]
            fn of_threshold(threshold: u64) -> Option<Self> {
                <$kind>::try_from(threshold).ok()
            }
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            #[inline(always)]
            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }
        }
    };
}
sums!(u16);
sums!(u64);

pub type Totals<S> = [S; BLOCK];

/// A document of the block in hand whose total reaches the threshold.
#[derive(Clone, Copy)]
pub struct Found {
    pub total: u64,
    pub within: u16,
}

const CHUNK: usize = 32;
/// Chunks a block, each with its peak.
const CHUNKS: usize = BLOCK / CHUNK;

/// The totals of `part` of a block from the words' spans, each with its count; the other totals mean nothing.
#[inline(always)]
fn add_up_plainly<'a, S: Sum>(
    spans: impl Iterator<Item = (Span<'a>, u32)>,
    totals: &mut Totals<S>,
    part: Range<usize>,
    clipped: bool,
    add_rows: impl Fn(&[Row<'_>], &mut [S], &mut bool),
) {
    let of_lists = if clipped { part.clone() } else { 0..usize::MAX };
    let mut waiting = [Row::NONE; GROUP];
    let (mut many, mut room) = (0, u8::MAX);
    let mut untouched = true;
    let mut postings: [(&[u32], u32); 64] = [(&[], 0); 64];
    let mut listed = 0;
    for (span, count) in spans {
        match span {
            // A row that counts twice is added twice in the same breath.
            Span::Row(row) if count as usize <= GROUP / 2 => {
                for _ in 0..count {
                    if many == GROUP || room < row.highest() {
                        add_rows(&waiting[..many], &mut totals[part.clone()], &mut untouched);
                        (many, room) = (0, u8::MAX);
                    }
                    waiting[many] = row.part(&part);
                    (many, room) = (many + 1, room - row.highest());
                }
            }
            Span::Row(row) => {
                let totals = &mut totals[part.clone()];
                clear(totals, &mut untouched);
                add_times(row.part(&part), S::of_count(count), totals);
            }
            Span::Postings(list) => {
                if listed == postings.len() {
                    clear(&mut totals[part.clone()], &mut untouched);
                    add_lists(&postings, totals, &of_lists);
                    listed = 0;
                }
                postings[listed] = (list, count);
                listed += 1;
            }
        }
    }
    add_rows(&waiting[..many], &mut totals[part.clone()], &mut untouched);
    clear(&mut totals[part], &mut untouched);
    add_lists(&postings[..listed], totals, &of_lists);
}

#[inline(always)]
fn clear<S: Sum>(totals: &mut [S], untouched: &mut bool) {
    if *untouched {
        totals.fill(S::default());
        *untouched = false;
    }
}

#[inline(always)]
fn add_lists<S: Sum>(lists: &[(&[u32], u32)], totals: &mut Totals<S>, part: &Range<usize>) {
    for (place, &(list, count)) in lists.iter().enumerate() {
        if let Some((later, _)) = lists.get(place + 4) {
            prefetch_lines(later, 2);
        }
        let list = within(list, part);
        if count == 1 {
            add_each(list, totals, S::of_bound);
        } else {
            let count = S::of_count(count);
            add_each(list, totals, |bound| S::of_bound(bound).times(count));
        }
    }
}

/// The postings whose places lie in `part`; a list is in the order of its places.
#[inline(always)]
fn within<'a>(list: &'a [u32], part: &Range<usize>) -> &'a [u32] {
    if part.end == usize::MAX {
        return list;
    }
    let start = list.partition_point(|&posting| ((posting >> PLACE_SHIFT) as usize) < part.start);
    let list = &list[start..];
    &list[..list.partition_point(|&posting| ((posting >> PLACE_SHIFT) as usize) < part.end)]
}

#[inline(always)]
fn add_each<S: Sum>(list: &[u32], totals: &mut Totals<S>, worth: impl Fn(u16) -> S) {
    // Not unrolled: lists are short and of any length, and each branch guessed wrong costs dozens of postings.
    for &posting in list {
        let total = &mut totals[(posting >> PLACE_SHIFT) as usize];
        *total = total.plus(worth(posting as u16));
    }
}

/// The documents of `part` whose totals lie from `from` to `to`, in order.
#[inline(always)]
fn find_plainly<S: Sum>(totals: &Totals<S>, part: Range<usize>, (from, to): (S, S), found: &mut Vec<Found>) {
    let start = part.start;
    for (chunk, values) in totals[part].chunks_exact(CHUNK).enumerate() {
        if peak_of(values) >= from {
            for (place, &total) in values.iter().enumerate() {
                if total >= from && total <= to {
                    found.push(Found { total: total.into(), within: (start + chunk * CHUNK + place) as u16 });
                }
            }
        }
    }
}

#[inline(always)]
fn peak_of<S: Sum>(values: &[S]) -> S {
    values.iter().fold(S::default(), |highest, &value| highest.max(value))
}

/// A total that at least `many` documents of `part` reach, judged by the peaks of its chunks; 0 where they are too few.
#[inline(always)]
fn reached_plainly<S: Sum>(totals: &Totals<S>, part: Range<usize>, many: usize) -> S {
    let mut peaks = [S::default(); CHUNKS];
    let chunks = part.len() / CHUNK;
    if many > chunks {
        return S::default();
    }
    for (peak, values) in peaks.iter_mut().zip(totals[part].chunks_exact(CHUNK)) {
        *peak = peak_of(values);
    }
    *peaks[..chunks].select_nth_unstable_by(many - 1, |a, b| b.cmp(a)).1
}

macro_rules! dispatched {
    ($features:literal, $add:ident, $find:ident, $reached:ident, $rows:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $features)]
        fn $add<'a, S: Sum>(
            spans: impl Iterator<Item = (Span<'a>, u32)>,
            totals: &mut Totals<S>,
            part: Range<usize>,
            clipped: bool,
        ) {
            add_up_plainly(spans, totals, part, clipped, |rows, totals, untouched| {
                $rows(rows, totals, untouched);
            });
        }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $features)]
        fn $find<S: Sum>(totals: &Totals<S>, part: Range<usize>, limits: (S, S), found: &mut Vec<Found>) {
            find_plainly(totals, part, limits, found);
        }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $features)]
        fn $reached<S: Sum>(totals: &Totals<S>, part: Range<usize>, many: usize) -> S {
            reached_plainly(totals, part, many)
        }
    };
}
dispatched!("avx512f,avx512bw,avx512vl,avx2,bmi2", add_up_wide, find_wide, reached_wide, add_rows_wide);
dispatched!("avx2,bmi2", add_up_middling, find_middling, reached_middling, add_rows_middling);

/// The widest vectors that this processor has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Vectors {
    Plain,
    Middling,
    Wide,
}

impl Vectors {
    /// `YANZHEN_VECTORS` (`plain` or `avx2`) asks for narrower ones than there are: the answers are the same.
    pub fn here() -> Self {
        static HERE: OnceLock<Vectors> = OnceLock::new();
        *HERE.get_or_init(|| match std::env::var("YANZHEN_VECTORS").as_deref() {
            Ok("plain") => Self::Plain,
            Ok("avx2") if Self::widest() != Self::Plain => Self::Middling,
            _ => Self::widest(),
        })
    }

    fn widest() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi2")
            {
                return Self::Wide;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi2") {
                return Self::Middling;
            }
        }
        Self::Plain
    }

    /// The totals of `part` of a block, which begins and ends with a chunk; `clipped` if the block has more documents.
    pub fn add_up<'a, S: Sum>(
        self,
        spans: impl Iterator<Item = (Span<'a>, u32)>,
        totals: &mut Totals<S>,
        part: Range<usize>,
        clipped: bool,
    ) {
        match self {
            // SAFETY: `here` has seen that the processor has these instructions.
            #[cfg(target_arch = "x86_64")]
            Self::Wide => unsafe { add_up_wide(spans, totals, part, clipped) },
            #[cfg(target_arch = "x86_64")]
            Self::Middling => unsafe { add_up_middling(spans, totals, part, clipped) },
            _ => add_up_plainly(spans, totals, part, clipped, add_rows_plainly),
        }
    }

    /// The documents of `part` whose totals lie from `from` to below `below`, in order.
    pub fn find<S: Sum>(self, totals: &Totals<S>, part: Range<usize>, from: u64, below: u64, found: &mut Vec<Found>) {
        let Some(from) = S::of_threshold(from) else { return };
        let limits = (from, S::of_threshold(below - 1).unwrap_or(S::HIGHEST));
        match self {
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Self::Wide => unsafe { find_wide(totals, part, limits, found) },
            #[cfg(target_arch = "x86_64")]
            Self::Middling => unsafe { find_middling(totals, part, limits, found) },
            _ => find_plainly(totals, part, limits, found),
        }
    }

    /// A total that at least `many` documents of `part` reach; 0 where none can be told.
    pub fn reached<S: Sum>(self, totals: &Totals<S>, part: Range<usize>, many: usize) -> u64 {
        match self {
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Self::Wide => unsafe { reached_wide(totals, part, many) },
            #[cfg(target_arch = "x86_64")]
            Self::Middling => unsafe { reached_middling(totals, part, many) },
            _ => reached_plainly(totals, part, many),
        }
        .into()
    }
}

/// Ask for all that spans hold, into the second-level cache: it is more than the first holds, and alone a query waits
/// for memory longer than it adds.
pub fn prefetch<'a>(spans: impl Iterator<Item = Span<'a>>) {
    for span in spans {
        match span {
            Span::Row(row) => prefetch_ahead(row.halves),
            Span::Postings(list) => prefetch_ahead(list),
        }
    }
}

fn prefetch_ahead<T>(values: &[T]) {
    #[cfg(target_arch = "x86_64")]
    for line in 0..size_of_val(values).div_ceil(64) {
        // SAFETY: a hint, and nothing is read.
        unsafe {
            use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};
            _mm_prefetch::<_MM_HINT_T1>(values.as_ptr().cast::<i8>().wrapping_add(64 * line));
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}

/// Ask for the line that lies there.
#[inline(always)]
pub fn prefetch_at<T>(place: *const T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint, and nothing is read.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(place.cast::<i8>());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = place;
}

/// Ask for the first lines of 64 bytes; the processor follows what is longer by itself.
#[inline(always)]
pub fn prefetch_lines<T>(values: &[T], most: usize) {
    let lines = size_of_val(values).div_ceil(64).min(most);
    for line in 0..lines {
        prefetch_at(values.as_ptr().cast::<u8>().wrapping_add(64 * line));
    }
}
