//! A word in a block as a row: half a byte a document, which says one of sixteen levels of its bound.
//!
//! So small that searches wait less for memory; looked up and added many documents at once, several rows in a byte.

use std::ops::Range;

use crate::adding::Sum;
use crate::layout::BLOCK;

/// Bytes a row.
pub const ROW: usize = BLOCK / 2;
/// Documents that share a run of bytes: the first half of them in the lower halves of the bytes.
const RUN: usize = 128;
/// Different bounds that a row tells apart, 0 among them.
pub const LEVELS: usize = 16;
/// Steps that a row's bounds are whole numbers of: so coarse that several rows add up in a byte.
pub const STEPS: u16 = 4;
/// Rows that are added in one go, at most.
pub const GROUP: usize = 8;

/// A level for each document of a block, and what the levels stand for.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub halves: &'a [u8],
    pub levels: &'a [u8; LEVELS],
}

impl<'a> Row<'a> {
    pub const NONE: Row<'static> = Row { halves: &[], levels: &[0; LEVELS] };

    pub fn highest(self) -> u8 {
        self.levels[LEVELS - 1]
    }

    /// Only the documents of `part`, which begins and ends with a run.
    pub fn part(self, part: &Range<usize>) -> Row<'a> {
        Row { halves: &self.halves[part.start / 2..part.end / 2], ..self }
    }
}

/// Put a row of bounds, in `STEPS`, behind `rows`, each as the least of `LEVELS` levels that is not below it.
pub fn pack(bounds: &[u8], rows: &mut Vec<u8>, levels: &mut Vec<u8>) {
    let mut many = [0u32; 256];
    for &bound in bounds {
        many[usize::from(bound)] += 1;
    }
    let mut left: u32 = many[1..].iter().sum();
    let (mut level_of, mut level, mut gathered) = ([0u8; 256], 1, 0);
    let mut table = [0u8; LEVELS];
    let highest = many.iter().rposition(|&count| count > 0).unwrap_or(0);
    let mut different = many[1..].iter().filter(|&&count| count > 0).count();
    for bound in 1..=highest {
        if many[bound] == 0 {
            continue;
        }
        level_of[bound] = level as u8;
        table[level] = bound as u8;
        gathered += many[bound];
        different -= 1;
        // A level ends where it has its share of the documents, or where each bound that is left can have its own.
        let later = LEVELS - 1 - level;
        if later > 0 && (different <= later || gathered * (later as u32 + 1) >= left) {
            (left, gathered, level) = (left - gathered, 0, level + 1);
        }
    }
    // The highest level is where the highest bound is read.
    table[LEVELS - 1] = highest as u8;
    levels.extend(table);
    for run in bounds.chunks_exact(RUN) {
        let (lower, upper) = run.split_at(RUN / 2);
        let level = |&bound: &u8| level_of[usize::from(bound)];
        rows.extend(lower.iter().zip(upper).map(|(lower, upper)| level(lower) | level(upper) << 4));
    }
}

/// Add rows whose highest bounds together fit a byte.
#[inline(always)]
pub fn add_rows_plainly<S: Sum>(rows: &[Row<'_>], totals: &mut [S], untouched: &mut bool) {
    if rows.is_empty() {
        return;
    }
    let fresh = std::mem::take(untouched);
    for (run, totals) in totals.chunks_exact_mut(RUN).enumerate() {
        put(&sums_of(rows, run), totals, fresh);
    }
}

/// Add a row so many times.
#[inline(always)]
pub fn add_times<S: Sum>(row: Row<'_>, times: S, totals: &mut [S]) {
    for (run, totals) in totals.chunks_exact_mut(RUN).enumerate() {
        for (total, &sum) in totals.iter_mut().zip(&sums_of(&[row], run)) {
            *total = total.plus(S::of_row(sum).times(times));
        }
    }
}

/// Put the sums of a run beside its totals, or in their place if there are none yet.
#[inline(always)]
fn put<S: Sum>(sums: &[u8; RUN], totals: &mut [S], fresh: bool) {
    for (total, &sum) in totals.iter_mut().zip(sums) {
        *total = if fresh { S::of_row(sum) } else { total.plus(S::of_row(sum)) };
    }
}

/// The sums of the rows' bounds over a run of documents.
#[inline(always)]
fn sums_of(rows: &[Row<'_>], run: usize) -> [u8; RUN] {
    let mut sums = [0u8; RUN];
    let (lower, upper) = sums.split_at_mut(RUN / 2);
    for row in rows {
        let halves = &row.halves[run * RUN / 2..][..RUN / 2];
        for ((&both, lower), upper) in halves.iter().zip(&mut *lower).zip(&mut *upper) {
            *lower = lower.wrapping_add(row.levels[usize::from(both & 15)]);
            *upper = upper.wrapping_add(row.levels[usize::from(both >> 4)]);
        }
    }
    sums
}

#[cfg(target_arch = "x86_64")]
pub mod wide {
    //! What no plain loop becomes: a table of sixteen asked for many documents at once.

    use std::arch::x86_64::{
        __m128i, _mm_loadu_si128, _mm256_add_epi8, _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_loadu_si256,
        _mm256_set1_epi8, _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_storeu_si256,
        _mm512_add_epi8, _mm512_and_si512, _mm512_broadcast_i32x4, _mm512_loadu_si512, _mm512_set1_epi8,
        _mm512_setzero_si512, _mm512_shuffle_epi8, _mm512_srli_epi16, _mm512_storeu_si512,
    };

    use super::{LEVELS, RUN, Row, put};
    use crate::adding::Sum;

    macro_rules! so_many {
        ($of_runs:ident, $rows:expr, $totals:expr, $untouched:expr, $($many:literal)*) => {
            match $rows.len() {
                0 => {}
                $($many => {
                    let fresh = std::mem::take($untouched);
                    $of_runs::<S, $many>($rows.try_into().expect("so many"), $totals, fresh);
                })*
                _ => unreachable!("more rows than a group has"),
            }
        };
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx2,bmi2")]
    pub fn add_rows_wide<S: Sum>(rows: &[Row<'_>], totals: &mut [S], untouched: &mut bool) {
        so_many!(of_runs_wide, rows, totals, untouched, 1 2 3 4 5 6 7 8);
    }

    #[target_feature(enable = "avx2,bmi2")]
    pub fn add_rows_middling<S: Sum>(rows: &[Row<'_>], totals: &mut [S], untouched: &mut bool) {
        so_many!(of_runs_middling, rows, totals, untouched, 1 2 3 4 5 6 7 8);
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx2,bmi2")]
    fn of_runs_wide<S: Sum, const N: usize>(rows: &[Row<'_>; N], totals: &mut [S], fresh: bool) {
        let low = _mm512_set1_epi8(15);
        let tables = rows.map(|row| _mm512_broadcast_i32x4(table(row.levels)));
        let halves = rows.map(|row| row.halves[..totals.len() / 2].as_ptr());
        let mut sums = [0; RUN];
        for (run, totals) in totals.chunks_exact_mut(RUN).enumerate() {
            let (mut lower, mut upper) = (_mm512_setzero_si512(), _mm512_setzero_si512());
            for (halves, &table) in halves.iter().zip(&tables) {
                // SAFETY: each row was found to have half a byte for each of the totals.
                let both = unsafe { _mm512_loadu_si512(halves.add(run * RUN / 2).cast()) };
                lower = _mm512_add_epi8(lower, _mm512_shuffle_epi8(table, _mm512_and_si512(both, low)));
                let shifted = _mm512_and_si512(_mm512_srli_epi16::<4>(both), low);
                upper = _mm512_add_epi8(upper, _mm512_shuffle_epi8(table, shifted));
            }
            let (first, second) = sums.split_at_mut(RUN / 2);
            // SAFETY: each half of the sums is as long as what is stored.
            unsafe {
                _mm512_storeu_si512(first.as_mut_ptr().cast(), lower);
                _mm512_storeu_si512(second.as_mut_ptr().cast(), upper);
            }
            put(&sums, totals, fresh);
        }
    }

    #[target_feature(enable = "avx2,bmi2")]
    fn of_runs_middling<S: Sum, const N: usize>(rows: &[Row<'_>; N], totals: &mut [S], fresh: bool) {
        let low = _mm256_set1_epi8(15);
        let tables = rows.map(|row| _mm256_broadcastsi128_si256(table(row.levels)));
        let halves = rows.map(|row| row.halves[..totals.len() / 2].as_ptr());
        let mut sums = [0; RUN];
        for (run, totals) in totals.chunks_exact_mut(RUN).enumerate() {
            let (first, second) = sums.split_at_mut(RUN / 2);
            for part in [0, RUN / 4] {
                let (mut lower, mut upper) = (_mm256_setzero_si256(), _mm256_setzero_si256());
                for (halves, &table) in halves.iter().zip(&tables) {
                    // SAFETY: as above.
                    let both = unsafe { _mm256_loadu_si256(halves.add(run * RUN / 2 + part).cast()) };
                    lower = _mm256_add_epi8(lower, _mm256_shuffle_epi8(table, _mm256_and_si256(both, low)));
                    let shifted = _mm256_and_si256(_mm256_srli_epi16::<4>(both), low);
                    upper = _mm256_add_epi8(upper, _mm256_shuffle_epi8(table, shifted));
                }
                let (first, second) = (&mut first[part..][..RUN / 4], &mut second[part..][..RUN / 4]);
                // SAFETY: each quarter of the sums is as long as what is stored.
                unsafe {
                    _mm256_storeu_si256(first.as_mut_ptr().cast(), lower);
                    _mm256_storeu_si256(second.as_mut_ptr().cast(), upper);
                }
            }
            put(&sums, totals, fresh);
        }
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn table(levels: &[u8; LEVELS]) -> __m128i {
        // SAFETY: sixteen bytes are loaded of sixteen.
        unsafe { _mm_loadu_si128(levels.as_ptr().cast()) }
    }
}
