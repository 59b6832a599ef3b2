//! Ranks of places over many weightings: `yanzhen.place.backends.reference` in Rust, operation by operation.
//!
//! A score is a sum over criteria of gain times factor, or that sum divided by itself and the like sum of losses. Each
//! product is rounded before it is added, criterion after criterion, as NumPy does it: every score, and so every rank,
//! is the reference's to the last bit.

use crate::adding::Vectors;
use numpy::{PyReadonlyArray2, PyReadwriteArray2, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Places and weightings that are worked out side by side: their sums stay in registers.
const PLACES: usize = 8;
const WEIGHTINGS: usize = 4;
/// Weightings whose scores stand in the cache together.
const BLOCK: usize = 16;
/// Scores that are held against the threshold at once.
const STRIDE: usize = 16;
/// Up to so many ranks, a sorted list of the best scores gives the threshold cheaply.
const FEW_RANKS: usize = 32;

/// Gains and losses by tiles of places: criterion by criterion, the values of `PLACES` places together.
struct Panel {
    tiles: usize,
    criteria: usize,
    gains: Vec<[f64; PLACES]>,
    losses: Option<Vec<[f64; PLACES]>>,
}

impl Panel {
    fn of(gains: &[f64], losses: Option<&[f64]>, places: usize, criteria: usize) -> Self {
        let tiles = places.div_ceil(PLACES);
        let packed = |values: &[f64]| {
            let mut tiled = vec![[0.0; PLACES]; tiles * criteria];
            for (place, row) in values.chunks_exact(criteria).enumerate() {
                for (criterion, &value) in row.iter().enumerate() {
                    tiled[place / PLACES * criteria + criterion][place % PLACES] = value;
                }
            }
            tiled
        };
        Self { tiles, criteria, gains: packed(gains), losses: losses.map(packed) }
    }

    fn width(&self) -> usize {
        self.tiles * PLACES
    }
}

type Sums = [[f64; PLACES]; WEIGHTINGS];

#[inline(always)]
fn summed(values: &[[f64; PLACES]], factors: &[[f64; WEIGHTINGS]]) -> Sums {
    let mut sums: Sums = [[0.0; PLACES]; WEIGHTINGS];
    for (row, factor) in values.iter().zip(factors) {
        for (sum, &factor) in sums.iter_mut().zip(factor) {
            for (sum, &value) in sum.iter_mut().zip(row) {
                *sum += value * factor;
            }
        }
    }
    sums
}

/// The scores of all places, the padding included, for each weighting of a block.
#[inline(always)]
fn score_plainly(panel: &Panel, factors: &[[f64; WEIGHTINGS]], scores: &mut [f64]) {
    let (criteria, width) = (panel.criteria, panel.width());
    for tile in 0..panel.tiles {
        let part = tile * criteria..(tile + 1) * criteria;
        let gains = &panel.gains[part.clone()];
        let losses = panel.losses.as_ref().map(|losses| &losses[part]);
        for (group, factors) in factors.chunks_exact(criteria).enumerate() {
            let mut sums = summed(gains, factors);
            if let Some(losses) = losses {
                let against = summed(losses, factors);
                for (sum, against) in sums.iter_mut().zip(&against) {
                    for (sum, &against) in sum.iter_mut().zip(against) {
                        *sum /= *sum + against;
                    }
                }
            }
            for (within, sum) in sums.iter().enumerate() {
                let start = (group * WEIGHTINGS + within) * width + tile * PLACES;
                scores[start..start + PLACES].copy_from_slice(sum);
            }
        }
    }
}

/// The places of one weighting that hold a rank worth counting.
#[derive(Default)]
struct Podium {
    best: Vec<f64>,
    ranked: Vec<(f64, usize)>,
}

impl Podium {
    /// Keep the places with fewer than `ranks` better ones, best first.
    #[inline(always)]
    // A jump at each score would cost more than looking at all of them.
    #[allow(clippy::needless_bitwise_bool)]
    fn take_plainly(&mut self, scores: &[f64], ranks: usize) {
        self.best.clear();
        self.ranked.clear();
        let few = ranks <= FEW_RANKS;
        let mut threshold = if few { f64::NEG_INFINITY } else { self.reached(scores, ranks) };
        for (stride, part) in scores.chunks(STRIDE).enumerate() {
            if !part.iter().fold(false, |any, &score| any | (score >= threshold)) {
                continue;
            }
            for (within, &score) in part.iter().enumerate() {
                if score < threshold {
                    continue;
                }
                self.ranked.push((score, stride * STRIDE + within));
                if few && score > threshold {
                    threshold = self.raised(score, ranks);
                }
            }
        }
        self.ranked.retain(|&(score, _)| score >= threshold);
        // Equals in any order: they share their rank.
        self.ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    }

    /// The score of rank `ranks`, equal ones counted apart.
    fn reached(&mut self, scores: &[f64], ranks: usize) -> f64 {
        if ranks >= scores.len() {
            return f64::NEG_INFINITY;
        }
        self.best.extend_from_slice(scores);
        *self.best.select_nth_unstable_by(ranks - 1, |a, b| b.total_cmp(a)).1
    }

    /// The same, of the scores seen so far and this one.
    fn raised(&mut self, score: f64, ranks: usize) -> f64 {
        let place = self.best.partition_point(|&better| better >= score);
        self.best.insert(place, score);
        self.best.truncate(ranks);
        if self.best.len() < ranks { f64::NEG_INFINITY } else { self.best[ranks - 1] }
    }

    /// Each place with its rank from 0: the number of places that are better.
    fn ranks(&self) -> impl Iterator<Item = (usize, usize)> {
        let mut first = 0;
        self.ranked.iter().enumerate().map(move |(number, &(score, place))| {
            if score < self.ranked[first].0 {
                first = number;
            }
            (place, first)
        })
    }
}

macro_rules! dispatched {
    ($features:literal, $score:ident, $take:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $features)]
        fn $score(panel: &Panel, factors: &[[f64; WEIGHTINGS]], scores: &mut [f64]) {
            score_plainly(panel, factors, scores);
        }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $features)]
        fn $take(podium: &mut Podium, scores: &[f64], ranks: usize) {
            podium.take_plainly(scores, ranks);
        }
    };
}
dispatched!("avx512f,avx512bw,avx512vl,avx2,bmi2", score_wide, take_wide);
dispatched!("avx2,bmi2", score_middling, take_middling);

fn score(vectors: Vectors, panel: &Panel, factors: &[[f64; WEIGHTINGS]], scores: &mut [f64]) {
    match vectors {
        // SAFETY: `Vectors::here` has seen that the processor has these instructions.
        #[cfg(target_arch = "x86_64")]
        Vectors::Wide => unsafe { score_wide(panel, factors, scores) },
        #[cfg(target_arch = "x86_64")]
        Vectors::Middling => unsafe { score_middling(panel, factors, scores) },
        _ => score_plainly(panel, factors, scores),
    }
}

fn take(vectors: Vectors, podium: &mut Podium, scores: &[f64], ranks: usize) {
    match vectors {
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Vectors::Wide => unsafe { take_wide(podium, scores, ranks) },
        #[cfg(target_arch = "x86_64")]
        Vectors::Middling => unsafe { take_middling(podium, scores, ranks) },
        _ => podium.take_plainly(scores, ranks),
    }
}

/// The factors of a block, four weightings side by side; what is missing of the last four counts nothing.
fn packed(block: &[f64], criteria: usize) -> Vec<[f64; WEIGHTINGS]> {
    let groups = (block.len() / criteria).div_ceil(WEIGHTINGS);
    let mut tiled = vec![[0.0; WEIGHTINGS]; groups * criteria];
    for (weighting, row) in block.chunks_exact(criteria).enumerate() {
        for (criterion, &factor) in row.iter().enumerate() {
            tiled[weighting / WEIGHTINGS * criteria + criterion][weighting % WEIGHTINGS] = factor;
        }
    }
    tiled
}

/// Count in which ranks each place stands, and add up the weights under which it is first.
///
/// gains, losses: (places, criteria); factors: (weightings, criteria), what the sums are made with; weights: the same
/// shape, what is added up; counts: (places, ranks) and central: (places, criteria), both added to.
#[pyfunction]
pub fn count_ranks(
    py: Python<'_>,
    gains: PyReadonlyArray2<'_, f64>,
    losses: Option<PyReadonlyArray2<'_, f64>>,
    factors: PyReadonlyArray2<'_, f64>,
    weights: PyReadonlyArray2<'_, f64>,
    mut counts: PyReadwriteArray2<'_, i64>,
    mut central: PyReadwriteArray2<'_, f64>,
) -> PyResult<()> {
    let (places, criteria) = (gains.shape()[0], gains.shape()[1]);
    let ranks = counts.shape()[1];
    // `as_slice` would take a table by columns for one by rows.
    let by_rows = [&gains, &factors, &weights].into_iter().chain(&losses).all(|table| table.is_c_contiguous())
        && counts.is_c_contiguous()
        && central.is_c_contiguous();
    let fits = by_rows
        && losses.as_ref().is_none_or(|losses| losses.shape() == gains.shape())
        && factors.shape() == weights.shape()
        && factors.shape()[1] == criteria
        && counts.shape()[0] == places
        && central.shape() == [places, criteria];
    if !fits || places == 0 || criteria == 0 || ranks == 0 {
        return Err(PyValueError::new_err("the parts of the comparison do not fit together"));
    }
    let panel = Panel::of(gains.as_slice()?, losses.as_ref().map(|l| l.as_slice()).transpose()?, places, criteria);
    let (factors, weights) = (factors.as_slice()?, weights.as_slice()?);
    let (counts, central) = (counts.as_slice_mut()?, central.as_slice_mut()?);
    py.detach(|| {
        let vectors = Vectors::here();
        let mut scores = vec![0.0; BLOCK * panel.width()];
        let mut podium = Podium::default();
        for (block, weights) in factors.chunks(BLOCK * criteria).zip(weights.chunks(BLOCK * criteria)) {
            score(vectors, &panel, &packed(block, criteria), &mut scores);
            for (row, weights) in scores.chunks_exact(panel.width()).zip(weights.chunks_exact(criteria)) {
                take(vectors, &mut podium, &row[..places], ranks);
                for (place, rank) in podium.ranks() {
                    counts[place * ranks + rank] += 1;
                    if rank == 0 {
                        let sums = &mut central[place * criteria..(place + 1) * criteria];
                        sums.iter_mut().zip(weights).for_each(|(sum, &weight)| *sum += weight);
                    }
                }
            }
        }
    });
    Ok(())
}
