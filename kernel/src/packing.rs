//! What fits into each place and is worth most there: knapsacks of several resources, by branch and bound, in the order of
//! operations of `yanzhen.place.allocation.backends.reference`.

use numpy::{PyArray1, PyArray2, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Sums of sizes may exceed a capacity by so much.
const ROUNDING: f64 = 1e-9;
/// A weight that is nothing would make an endless ratio.
const LIGHTEST: f64 = 1e-12;
/// So many resources at most: what is missing of them is nothing, and lies in one register.
const WIDE: usize = 8;

type Amounts = [f64; WIDE];
type Packed<'py> = (Bound<'py, PyArray2<u8>>, Bound<'py, PyArray1<f64>>);

struct Candidate {
    item: usize,
    profit: f64,
    weight: f64,
    count: i64,
    sizes: Amounts,
}

struct Packing {
    candidates: Vec<Candidate>,
    multipliers: Amounts,
    floor: i64,
    bonus: f64,
    nodes: i64,
    best: f64,
    best_taken: Vec<usize>,
    taken: Vec<usize>,
}

fn padded(amounts: &[f64]) -> Amounts {
    let mut wide = [0.0; WIDE];
    wide[..amounts.len()].copy_from_slice(amounts);
    wide
}

#[inline(always)]
// A jump at each resource would cost more than looking at all of them.
#[allow(clippy::needless_bitwise_bool)]
fn fits(sizes: &Amounts, left: &Amounts) -> bool {
    sizes.iter().zip(left).fold(true, |all, (size, left)| all & (*size <= left + ROUNDING))
}

impl Packing {
    fn filled(&self, count: i64) -> f64 {
        self.bonus * count.min(self.floor) as f64
    }

    /// No choice among the candidates from `start` on is worth more: the one surrogate constraint, filled by ratio.
    fn bound(&self, start: usize, left: &Amounts, count: i64) -> f64 {
        let mut room: f64 = 0.0;
        for (multiplier, left) in self.multipliers.iter().zip(left) {
            room += multiplier * left.max(0.0);
        }
        let mut sum = 0.0;
        for candidate in &self.candidates[start..] {
            if candidate.profit <= 0.0 {
                break;
            }
            if !fits(&candidate.sizes, left) {
                continue;
            }
            if candidate.weight > room {
                sum += candidate.profit * (room / candidate.weight);
                break;
            }
            sum += candidate.profit;
            room -= candidate.weight;
        }
        sum + self.filled(self.floor) - self.filled(count)
    }

    fn search(&mut self, start: usize, left: &Amounts, profit: f64, count: i64) {
        let worth = profit + self.filled(count);
        if worth > self.best {
            self.best = worth;
            self.best_taken.clone_from(&self.taken);
        }
        for next in start..self.candidates.len() {
            self.nodes -= 1;
            if self.nodes < 0 || worth + self.bound(next, left, count) <= self.best {
                return;
            }
            let Candidate { item, profit: own, count: more, sizes, .. } = self.candidates[next];
            if fits(&sizes, left) {
                let rest = std::array::from_fn(|resource| left[resource] - sizes[resource]);
                self.taken.push(item);
                self.search(next + 1, &rest, profit + own, count + more);
                self.taken.pop();
            }
        }
    }
}

/// The best choice of items for each place, and a bound on all choices.
///
/// profits: (places, items), -inf where an item can't go; sizes: (items, resources); capacities, multipliers: (places,
/// resources); counts: (items,) projects of each; floors: (places,); bonus: for each project up to the floor; nodes: after
/// so many steps a place keeps its best choice so far. Gives (places, items) of 1 where taken, and (places,) bounds.
#[pyfunction]
pub fn pack<'py>(
    py: Python<'py>,
    profits: PyReadonlyArray2<'py, f64>,
    sizes: PyReadonlyArray2<'py, f64>,
    capacities: PyReadonlyArray2<'py, f64>,
    multipliers: PyReadonlyArray2<'py, f64>,
    counts: PyReadonlyArray1<'py, i64>,
    floors: PyReadonlyArray1<'py, i64>,
    bonus: f64,
    nodes: i64,
) -> PyResult<Packed<'py>> {
    let (places, items) = (profits.shape()[0], profits.shape()[1]);
    let resources = sizes.shape()[1];
    let by_rows = [&profits, &sizes, &capacities, &multipliers].into_iter().all(|table| table.is_c_contiguous());
    let fit = by_rows
        && sizes.shape()[0] == items
        && capacities.shape() == [places, resources]
        && multipliers.shape() == [places, resources]
        && counts.shape()[0] == items
        && floors.shape()[0] == places;
    if !fit || resources == 0 || resources > WIDE {
        return Err(PyValueError::new_err("the parts of the packing do not fit together"));
    }
    let (profits, sizes) = (profits.as_slice()?, sizes.as_slice()?);
    let (capacities, multipliers) = (capacities.as_slice()?, multipliers.as_slice()?);
    let (counts, floors) = (counts.as_slice()?, floors.as_slice()?);
    let mut chosen = vec![vec![0_u8; items]; places];
    let mut bounds = vec![0.0; places];
    py.detach(|| {
        for place in 0..places {
            let capacity = padded(&capacities[place * resources..][..resources]);
            let multipliers = padded(&multipliers[place * resources..][..resources]);
            let worth_a_look = if floors[place] > 0 { bonus } else { 0.0 };
            let mut candidates: Vec<Candidate> = (0..items)
                .filter_map(|item| {
                    let (profit, count) = (profits[place * items + item], counts[item]);
                    let sizes = padded(&sizes[item * resources..][..resources]);
                    if profit + worth_a_look * count as f64 <= 0.0 || !fits(&sizes, &capacity) {
                        return None;
                    }
                    let mut weight = 0.0;
                    for (multiplier, size) in multipliers.iter().zip(&sizes) {
                        weight += multiplier * size;
                    }
                    Some(Candidate { item, profit, weight: weight.max(LIGHTEST), count, sizes })
                })
                .collect();
            candidates
                .sort_by(|a, b| (b.profit / b.weight).total_cmp(&(a.profit / a.weight)).then(a.item.cmp(&b.item)));
            let mut packing = Packing {
                candidates,
                multipliers,
                floor: floors[place],
                bonus,
                nodes,
                best: 0.0,
                best_taken: Vec::new(),
                taken: Vec::new(),
            };
            let whole = packing.bound(0, &capacity, 0);
            packing.search(0, &capacity, 0.0, 0);
            for &item in &packing.best_taken {
                chosen[place][item] = 1;
            }
            bounds[place] = if packing.nodes < 0 { whole } else { packing.best };
        }
    });
    Ok((PyArray2::from_vec2(py, &chosen)?, bounds.to_pyarray(py)))
}
