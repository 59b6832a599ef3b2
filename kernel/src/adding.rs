//! The inner loops: bounds of a block added up, and those that reach a threshold found.
//!
//! Plain loops, compiled once for each width of vector that the processor may have and chosen when they are called.

use crate::layout::{BLOCK, PLACE_SHIFT, Span};

/// What totals are held in: 16 bits wherever the highest possible total fits, else 64.
pub trait Sum: Copy + Default + Ord + Into<u64> {
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
            #[inline(always)]
            fn of_row(bound: u8) -> Self {
                Self::from(bound)
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

const GROUP: usize = 4;
const CHUNK: usize = 128;

/// The totals of a block from the words' spans, each with its count.
#[inline(always)]
fn add_up_plainly<'a, S: Sum>(spans: impl Iterator<Item = (Span<'a>, u32)>, totals: &mut Totals<S>) {
    let mut waiting: [&[u8; BLOCK]; GROUP] = [&[0; BLOCK]; GROUP];
    let mut many = 0;
    let mut untouched = true;
    let mut postings: [(&[u32], u32); 64] = [(&[], 0); 64];
    let mut listed = 0;
    for (span, count) in spans {
        match span {
            Span::Row(row) if count == 1 => {
                waiting[many] = row;
                many += 1;
                if many == GROUP {
                    add_rows(&waiting, totals, untouched);
                    (many, untouched) = (0, false);
                }
            }
            Span::Row(row) => {
                clear(totals, &mut untouched);
                let count = S::of_count(count);
                for (total, &bound) in totals.iter_mut().zip(row) {
                    *total = total.plus(S::of_row(bound).times(count));
                }
            }
            Span::Postings(list) => {
                if listed == postings.len() {
                    clear(totals, &mut untouched);
                    add_lists(&postings, totals);
                    listed = 0;
                }
                postings[listed] = (list, count);
                listed += 1;
            }
        }
    }
    clear(totals, &mut untouched);
    match many {
        1 => add_rows::<S, 1>(&[waiting[0]], totals, false),
        2 => add_rows::<S, 2>(&[waiting[0], waiting[1]], totals, false),
        3 => add_rows::<S, 3>(&[waiting[0], waiting[1], waiting[2]], totals, false),
        _ => (),
    }
    add_lists(&postings[..listed], totals);
}

#[inline(always)]
fn add_lists<S: Sum>(lists: &[(&[u32], u32)], totals: &mut Totals<S>) {
    for &(list, count) in lists {
        add_postings(list, count, totals);
    }
}

#[inline(always)]
fn clear<S: Sum>(totals: &mut Totals<S>, untouched: &mut bool) {
    if *untouched {
        totals.fill(S::default());
        *untouched = false;
    }
}

#[inline(always)]
fn add_rows<S: Sum, const N: usize>(rows: &[&[u8; BLOCK]; N], totals: &mut Totals<S>, untouched: bool) {
    for within in 0..BLOCK {
        let mut sum = if untouched { S::default() } else { totals[within] };
        for row in rows {
            sum = sum.plus(S::of_row(row[within]));
        }
        totals[within] = sum;
    }
}

#[inline(always)]
fn add_postings<S: Sum>(list: &[u32], count: u32, totals: &mut Totals<S>) {
    if count == 1 {
        add_each(list, totals, S::of_bound);
    } else {
        let count = S::of_count(count);
        add_each(list, totals, |bound| S::of_bound(bound).times(count));
    }
}

#[inline(always)]
fn add_each<S: Sum>(list: &[u32], totals: &mut Totals<S>, worth: impl Fn(u16) -> S) {
    let mut add = |posting: u32| {
        let total = &mut totals[(posting >> PLACE_SHIFT) as usize];
        *total = total.plus(worth(posting as u16));
    };
    let (groups, rest) = list.as_chunks::<8>();
    for group in groups {
        group.iter().copied().for_each(&mut add);
    }
    rest.iter().copied().for_each(add);
}

/// The documents whose totals reach `threshold`, in order.
#[inline(always)]
fn find_plainly<S: Sum>(totals: &Totals<S>, threshold: S, found: &mut Vec<Found>) {
    for (chunk, values) in totals.chunks_exact(CHUNK).enumerate() {
        let highest = values.iter().fold(S::default(), |highest, &value| highest.max(value));
        if highest >= threshold {
            for (place, &total) in values.iter().enumerate() {
                if total >= threshold {
                    found.push(Found { total: total.into(), within: (chunk * CHUNK + place) as u16 });
                }
            }
        }
    }
}

macro_rules! dispatched {
    ($features:literal, $add:ident, $find:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $features)]
        fn $add<'a, S: Sum>(spans: impl Iterator<Item = (Span<'a>, u32)>, totals: &mut Totals<S>) {
            add_up_plainly(spans, totals);
        }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $features)]
        fn $find<S: Sum>(totals: &Totals<S>, threshold: S, found: &mut Vec<Found>) {
            find_plainly(totals, threshold, found);
        }
    };
}
dispatched!("avx512f,avx512bw,avx512vl,avx2,bmi2", add_up_wide, find_wide);
dispatched!("avx2,bmi2", add_up_middling, find_middling);

/// The widest vectors that this processor has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Vectors {
    Plain,
    Middling,
    Wide,
}

impl Vectors {
    pub fn here() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
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

    pub fn add_up<'a, S: Sum>(self, spans: impl Iterator<Item = (Span<'a>, u32)>, totals: &mut Totals<S>) {
        match self {
            // SAFETY: `here` has seen that the processor has these instructions.
            #[cfg(target_arch = "x86_64")]
            Self::Wide => unsafe { add_up_wide(spans, totals) },
            #[cfg(target_arch = "x86_64")]
            Self::Middling => unsafe { add_up_middling(spans, totals) },
            _ => add_up_plainly(spans, totals),
        }
    }

    pub fn find<S: Sum>(self, totals: &Totals<S>, threshold: u64, found: &mut Vec<Found>) {
        let Some(threshold) = S::of_threshold(threshold) else { return };
        match self {
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Self::Wide => unsafe { find_wide(totals, threshold, found) },
            #[cfg(target_arch = "x86_64")]
            Self::Middling => unsafe { find_middling(totals, threshold, found) },
            _ => find_plainly(totals, threshold, found),
        }
    }
}
