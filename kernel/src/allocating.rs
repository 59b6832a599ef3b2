//! All projects together: `yanzhen.place.allocation.backends.reference` in Rust, step by step, in whole numbers.
//!
//! `assign` finds the plan of greatest value by shortest augmenting paths (Kuhn-Munkres in the form of Jonker and
//! Volgenant, Computing 38, 1987) over columns and not over projects: what it costs to move somebody from one column to
//! another is kept in a table, so that a step looks at a row of columns. It starts at prices that an auction finds
//! (Bertsekas, The auction algorithm, Annals of Operations Research 14, 1988), lowered a little; should they turn out too
//! high, it starts again from lower ones, at last from nothing, so that the answer is always proven. `match_stable` is deferred acceptance (Gale and
//! Shapley 1962) with capacities.

use crate::adding::Vectors;
use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What nobody reaches: far above all sums, and twice it still fits.
const FAR: i64 = 1 << 61;
const NOBODY: u32 = u32::MAX;

type Column<'py> = Bound<'py, PyArray1<i64>>;

/// Bids rise by at least the greatest value divided by these, one after the other.
const STEPS: [i64; 4] = [16, 64, 512, 4096];
/// By so many of the last step prices are lowered before they are used.
const MARGINS: [i64; 2] = [4, 64];
/// The price of a column that takes nobody.
const CLOSED: i64 = 1 << 59;

struct Assigning<'a> {
    columns: usize,
    values: &'a [i64],
    capacities: &'a [i64],
    members: Vec<Vec<u32>>,
    prices: Vec<i64>,
    /// (columns, columns) the least that is lost when a member of the row moves to the column, and who moves.
    losses: Vec<i64>,
    movers: Vec<u32>,
}

/// A search for the shortest path: how far each column is, from which one it is reached, and `i64::MAX` where it is done.
struct Search {
    distances: Vec<i64>,
    from: Vec<i64>,
    closed: Vec<i64>,
    settled: Vec<usize>,
}

#[inline(always)]
fn least_open_plainly(distances: &[i64], closed: &[i64]) -> i64 {
    // Distances are not negative, so that those that are done become the greatest number.
    distances.iter().zip(closed).fold(i64::MAX, |least, (&distance, &closed)| least.min(distance | closed))
}

/// What is nearer through a column. What is done is never nearer, since nothing costs less than nothing.
#[inline(always)]
fn reach_plainly(search: &mut Search, losses: &[i64], prices: &[i64], start: i64, column: i64) {
    for (((distance, from), &loss), &price) in
        search.distances.iter_mut().zip(search.from.iter_mut()).zip(losses).zip(prices)
    {
        let through = start + loss + price;
        let nearer = through < *distance;
        *from = if nearer { column } else { *from };
        *distance = if nearer { through } else { *distance };
    }
}

macro_rules! dispatched {
    ($features:literal, $least:ident, $reach:ident) => {
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $features)]
        fn $least(distances: &[i64], closed: &[i64]) -> i64 {
            least_open_plainly(distances, closed)
        }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = $features)]
        fn $reach(search: &mut Search, losses: &[i64], prices: &[i64], start: i64, column: i64) {
            reach_plainly(search, losses, prices, start, column);
        }
    };
}
dispatched!("avx512f,avx512bw,avx512vl,avx2,bmi2", least_open_wide, reach_wide);
dispatched!("avx2,bmi2", least_open_middling, reach_middling);

fn least_open(vectors: Vectors, distances: &[i64], closed: &[i64]) -> i64 {
    match vectors {
        // SAFETY: `Vectors::here` has seen that the processor has these instructions.
        #[cfg(target_arch = "x86_64")]
        Vectors::Wide => unsafe { least_open_wide(distances, closed) },
        #[cfg(target_arch = "x86_64")]
        Vectors::Middling => unsafe { least_open_middling(distances, closed) },
        _ => least_open_plainly(distances, closed),
    }
}

fn reach(vectors: Vectors, search: &mut Search, losses: &[i64], prices: &[i64], start: i64, column: i64) {
    match vectors {
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Vectors::Wide => unsafe { reach_wide(search, losses, prices, start, column) },
        #[cfg(target_arch = "x86_64")]
        Vectors::Middling => unsafe { reach_middling(search, losses, prices, start, column) },
        _ => reach_plainly(search, losses, prices, start, column),
    }
}

impl<'a> Assigning<'a> {
    /// All projects put in, beginning with these prices less a margin; with nothing where there is no margin.
    fn from_prices(values: &'a [i64], capacities: &'a [i64], start: &[i64], margin: Option<i64>) -> Self {
        let columns = capacities.len();
        let mut prices = start.to_vec();
        lower(&mut prices, capacities, margin.unwrap_or(FAR));
        let mut plan = Assigning {
            columns,
            values,
            capacities,
            members: vec![Vec::new(); columns],
            prices,
            losses: vec![FAR; columns * columns],
            movers: vec![NOBODY; columns * columns],
        };
        let (distances, from, closed) = (Vec::with_capacity(columns), vec![-1; columns], vec![0; columns]);
        let mut search = Search { distances, from, closed, settled: Vec::new() };
        let vectors = Vectors::here();
        for project in 0..(values.len() / columns) as u32 {
            plan.insert(project, &mut search, vectors);
        }
        plan
    }

    /// Whether every column that costs something is full: then no plan is worth more.
    fn is_proven(&self) -> bool {
        (0..self.columns).all(|column| self.prices[column] == 0 || self.is_full(column))
    }

    fn row(&self, project: u32) -> &[i64] {
        &self.values[project as usize * self.columns..][..self.columns]
    }

    fn is_full(&self, column: usize) -> bool {
        self.members[column].len() as i64 >= self.capacities[column]
    }

    /// The losses of a column from its members.
    fn fill(&mut self, column: usize) {
        let part = column * self.columns..(column + 1) * self.columns;
        self.losses[part.clone()].fill(FAR);
        self.movers[part].fill(NOBODY);
        for number in 0..self.members[column].len() {
            self.enter(column, self.members[column][number]);
        }
    }

    /// A member more; of equal losses the first project moves.
    fn enter(&mut self, column: usize, project: u32) {
        let start = column * self.columns;
        let row = &self.values[project as usize * self.columns..][..self.columns];
        let here = row[column];
        let losses = &mut self.losses[start..start + self.columns];
        let movers = &mut self.movers[start..start + self.columns];
        for ((&there, loss), mover) in row.iter().zip(losses).zip(movers) {
            let own = here - there;
            if own < *loss || (own == *loss && project < *mover) {
                *loss = own;
                *mover = project;
            }
        }
    }

    /// A member less, after it has left: the losses that were its own are worked out anew.
    fn leave(&mut self, column: usize, project: u32) {
        let start = column * self.columns;
        for other in 0..self.columns {
            if self.movers[start + other] != project {
                continue;
            }
            let best = self.members[column]
                .iter()
                .map(|&each| (self.row(each)[column] - self.row(each)[other], each))
                .min()
                .unwrap_or((FAR, NOBODY));
            (self.losses[start + other], self.movers[start + other]) = best;
        }
    }

    /// Put one project more into the plan, moving others where that is worth it.
    fn insert(&mut self, project: u32, search: &mut Search, vectors: Vectors) {
        let net = self.row(project).iter().zip(&self.prices).map(|(value, price)| value - price);
        search.distances.clear();
        search.distances.extend(net);
        let best = *search.distances.iter().max().expect("there are columns");
        search.distances.iter_mut().for_each(|distance| *distance = best - *distance);
        search.from.fill(-1);
        search.closed.fill(0);
        search.settled.clear();
        let end = loop {
            let least = least_open(vectors, &search.distances, &search.closed);
            // Of equally near ones a column with room ends the search.
            let mut nearest = usize::MAX;
            for (column, (&distance, &closed)) in search.distances.iter().zip(&search.closed).enumerate() {
                if distance | closed == least {
                    if !self.is_full(column) {
                        nearest = column;
                        break;
                    }
                    nearest = nearest.min(column);
                }
            }
            if !self.is_full(nearest) {
                break nearest;
            }
            search.closed[nearest] = i64::MAX;
            search.settled.push(nearest);
            let losses = &self.losses[nearest * self.columns..][..self.columns];
            reach(vectors, search, losses, &self.prices, least - self.prices[nearest], nearest as i64);
        };
        let length = search.distances[end];
        for &column in &search.settled {
            self.prices[column] += length - search.distances[column];
        }
        self.shift(project, end, &search.from);
    }

    /// Move along the path that ends in a column with room.
    fn shift(&mut self, project: u32, end: usize, from: &[i64]) {
        let mut column = end;
        loop {
            let before = from[column];
            let entering = if before < 0 { project } else { self.movers[before as usize * self.columns + column] };
            self.members[column].push(entering);
            if column != end {
                self.enter(column, entering);
            } else if self.is_full(column) {
                self.fill(column);
            }
            if before < 0 {
                return;
            }
            let before = before as usize;
            self.members[before].retain(|&member| member != entering);
            self.leave(before, entering);
            column = before;
        }
    }

    /// The least prices that prove the plan best: what one unit more of each column adds to the value.
    fn least_prices(&mut self) -> Vec<i64> {
        for column in 0..self.columns {
            if !self.is_full(column) {
                self.fill(column);
            }
        }
        let mut excess = self.prices.clone();
        let mut open = vec![true; self.columns];
        for _ in 0..self.columns {
            let nearest = (0..self.columns).filter(|&column| open[column]).min_by_key(|&column| excess[column]);
            let nearest = nearest.expect("one column a step");
            open[nearest] = false;
            let start = excess[nearest] - self.prices[nearest];
            for other in 0..self.columns {
                if open[other] {
                    let through = start + self.losses[nearest * self.columns + other] + self.prices[other];
                    excess[other] = excess[other].min(through);
                }
            }
        }
        self.prices.iter().zip(excess).map(|(price, excess)| price - excess).collect()
    }
}

/// What columns would cost about: projects outbid each other until each has a column.
fn auction(values: &[i64], capacities: &[i64], start: &[i64], step: i64) -> Vec<i64> {
    let columns = capacities.len();
    let mut prices: Vec<i64> =
        start.iter().zip(capacities).map(|(&price, &room)| if room > 0 { price } else { CLOSED }).collect();
    let mut held: Vec<BinaryHeap<Reverse<(i64, u32)>>> = vec![BinaryHeap::new(); columns];
    let mut nets = vec![0; columns];
    for project in 0..(values.len() / columns) as u32 {
        let mut free = project;
        loop {
            let row = &values[free as usize * columns..][..columns];
            for ((net, value), price) in nets.iter_mut().zip(row).zip(&prices) {
                *net = value - price;
            }
            let best = nets.iter().copied().fold(i64::MIN, i64::max);
            let column = nets.iter().position(|&net| net == best).expect("there are columns");
            if column + 1 == columns {
                break;
            }
            nets[column] = i64::MIN;
            let second = nets.iter().copied().fold(i64::MIN, i64::max);
            held[column].push(Reverse((prices[column] + (best - second) + step, free)));
            if held[column].len() as i64 <= capacities[column] {
                if held[column].len() as i64 == capacities[column] {
                    prices[column] = held[column].peek().expect("somebody has bid").0.0;
                }
                break;
            }
            free = held[column].pop().expect("somebody has bid").0.1;
            prices[column] = held[column].peek().expect("somebody has bid").0.0;
        }
    }
    prices
}

/// Prices to start from, and the last step of the auction.
fn estimate(values: &[i64], capacities: &[i64]) -> (Vec<i64>, i64) {
    let top = values.iter().copied().fold(0, i64::max);
    let mut prices = vec![0; capacities.len()];
    let mut step = 0;
    for parts in STEPS {
        lower(&mut prices, capacities, 2 * step);
        step = top / parts + 1;
        prices = auction(values, capacities, &prices, step);
    }
    (prices, step)
}

/// All prices less by so much, none below nothing; a column that takes nobody, and the last one, cost nothing.
fn lower(prices: &mut [i64], capacities: &[i64], by: i64) {
    let last = prices.len() - 1;
    for (column, (price, &room)) in prices.iter_mut().zip(capacities).enumerate() {
        *price = if room > 0 && column < last { (*price - by).max(0) } else { 0 };
    }
}

/// The plan of greatest value, each project in one column.
///
/// values: (projects, columns), at most 2^58 each (no price is more than the greatest value); -2^60 where a project can't go; capacities: (columns,), the last one
/// takes everybody. Gives the column of each project, and the least prices of the columns.
#[pyfunction]
pub fn assign<'py>(
    py: Python<'py>,
    values: PyReadonlyArray2<'py, i64>,
    capacities: PyReadonlyArray1<'py, i64>,
) -> PyResult<(Column<'py>, Column<'py>)> {
    let (projects, columns) = (values.shape()[0], values.shape()[1]);
    let (values_by_rows, capacities) = (values.is_c_contiguous(), capacities.as_slice()?);
    if !values_by_rows || capacities.len() != columns || capacities.last().is_none_or(|&c| c <= projects as i64) {
        return Err(PyValueError::new_err("the parts of the plan do not fit together"));
    }
    let values = values.as_slice()?;
    let (assigned, prices) = py.detach(|| {
        let (start, step) = estimate(values, capacities);
        let mut plan = Assigning::from_prices(values, capacities, &start, Some(MARGINS[0] * step));
        for margin in [Some(MARGINS[1] * step), None] {
            if plan.is_proven() {
                break;
            }
            plan = Assigning::from_prices(values, capacities, &start, margin);
        }
        let mut assigned = vec![-1_i64; projects];
        for (column, members) in plan.members.iter().enumerate() {
            for &member in members {
                assigned[member as usize] = column as i64;
            }
        }
        (assigned, plan.least_prices())
    });
    Ok((assigned.to_pyarray(py), prices.to_pyarray(py)))
}

/// The stable matching that is best for the projects: deferred acceptance.
///
/// lists: (projects, length) places in the order in which each project wants them, -1 after the last; scores: the same
/// shape, how much the place wants the project, of equal ones the first; capacities: (places,). Gives the place of each
/// project, -1 where there is none.
#[pyfunction]
pub fn match_stable<'py>(
    py: Python<'py>,
    lists: PyReadonlyArray2<'py, i32>,
    scores: PyReadonlyArray2<'py, i64>,
    capacities: PyReadonlyArray1<'py, i64>,
) -> PyResult<Column<'py>> {
    let (projects, length) = (lists.shape()[0], lists.shape()[1]);
    let by_rows = lists.is_c_contiguous() && scores.is_c_contiguous() && scores.shape() == lists.shape();
    let (lists, scores, capacities) = (lists.as_slice()?, scores.as_slice()?, capacities.as_slice()?);
    if !by_rows || lists.iter().any(|&place| place >= capacities.len() as i32) {
        return Err(PyValueError::new_err("the parts of the matching do not fit together"));
    }
    let matched = py.detach(|| {
        // The one that a place would give up first is on top.
        let mut held: Vec<BinaryHeap<(Reverse<i64>, u32)>> = vec![BinaryHeap::new(); capacities.len()];
        let mut tried = vec![0_u32; projects];
        for project in 0..projects as u32 {
            let mut free = project;
            loop {
                let number = tried[free as usize] as usize;
                let Some(&place) = lists[free as usize * length..][..length].get(number).filter(|&&p| p >= 0) else {
                    break;
                };
                tried[free as usize] += 1;
                let (place, score) = (place as usize, scores[free as usize * length + number]);
                let heap = &mut held[place];
                if (heap.len() as i64) < capacities[place] {
                    heap.push((Reverse(score), free));
                    break;
                }
                if let Some(mut last) = heap.peek_mut()
                    && (Reverse(score), free) < *last
                {
                    let given_up = last.1;
                    *last = (Reverse(score), free);
                    free = given_up;
                }
            }
        }
        let mut matched = vec![-1_i64; projects];
        for (place, heap) in held.iter().enumerate() {
            for &(_, project) in heap {
                matched[project as usize] = place as i64;
            }
        }
        matched
    });
    Ok(matched.to_pyarray(py))
}
