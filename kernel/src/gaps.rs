//! Fewer gaps in a timetable: `moving` as Python calls it, stage after stage, until the time is over.

use crate::moving::{Ground, Search, Stage};
use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::time::{Duration, Instant};

/// So many steps between two looks at the clock, and at whether the user wants to stop.
const STRIDE: usize = 1 << 14;

fn narrow(numbers: &[i64], end: usize) -> PyResult<Vec<u32>> {
    let fits = |&number: &i64| usize::try_from(number).ok().filter(|&n| n < end).map(|n| n as u32);
    numbers.iter().map(|n| fits(n).ok_or_else(|| PyValueError::new_err("a number lies outside its table"))).collect()
}

/// As `narrow`, where -1 is none.
fn needed(numbers: &[i64], end: usize) -> PyResult<Vec<u32>> {
    let given: Vec<i64> = numbers.iter().copied().filter(|&number| number >= 0).collect();
    narrow(&given, end)?;
    Ok(numbers.iter().map(|&number| if number < 0 { u32::MAX } else { number as u32 }).collect())
}

/// The slots of these meetings after annealing, (meetings,): the best at the end of a stage, the first timing included.
///
/// one, other, hall, slot: (meetings,); open: (meetings, slots); needs: (meetings, kinds) rows of limits, -1 for none;
/// limits: (rows, slots); halls: between how many of them people walk; online: the hall to which nobody walks, -1 for none;
/// chances: (stages, rises), how likely of 2^32 a rise is; weights: (stages,) what a gap weighs against a change of hall;
/// steps: in each stage.
#[pyfunction]
pub fn move_meetings<'py>(
    py: Python<'py>,
    people: usize,
    one: PyReadonlyArray1<'py, i64>,
    other: PyReadonlyArray1<'py, i64>,
    hall: PyReadonlyArray1<'py, i64>,
    open: PyReadonlyArray2<'py, bool>,
    needs: PyReadonlyArray2<'py, i64>,
    limits: PyReadonlyArray2<'py, i64>,
    halls: usize,
    online: i64,
    travel: usize,
    slot: PyReadonlyArray1<'py, i64>,
    chances: PyReadonlyArray2<'py, u32>,
    weights: PyReadonlyArray1<'py, i64>,
    steps: usize,
    seconds: f64,
    seed: u64,
) -> PyResult<Bound<'py, PyArray1<i64>>> {
    let (meetings, slots, rows, kinds) = (slot.shape()[0], open.shape()[1], limits.shape()[0], needs.shape()[1]);
    let (stages, rises) = (chances.shape()[0], chances.shape()[1]);
    let lengths = [one.shape()[0], other.shape()[0], hall.shape()[0], open.shape()[0], needs.shape()[0]];
    let fit = lengths.iter().all(|&n| n == meetings)
        && limits.shape()[1] == slots
        && weights.shape()[0] == stages
        && meetings < u32::MAX as usize;
    if !fit {
        return Err(PyValueError::new_err("the parts of the timetable do not fit together"));
    }
    if meetings == 0 {
        return Ok(slot.as_slice()?.to_pyarray(py));
    }
    let ground = Ground {
        slots,
        people,
        one: narrow(one.as_slice()?, people)?,
        other: narrow(other.as_slice()?, people)?,
        hall: narrow(hall.as_slice()?, rows)?,
        halls,
        online: u32::try_from(online).unwrap_or(u32::MAX),
        open: open.as_slice()?.to_vec(),
        kinds,
        needs: needed(needs.as_slice()?, rows)?,
        limits: limits.as_slice()?.to_vec(),
        travel,
    };
    let (chances, weights) = (chances.as_slice()?, weights.as_slice()?);
    let end = Instant::now() + Duration::try_from_secs_f64(seconds.clamp(0.0, 1e9)).unwrap_or_default();
    let mut search = Search::new(&ground, narrow(slot.as_slice()?, slots)?, seed);
    let mut best = (search.gaps, search.changes, search.slot.clone());
    'annealing: for (stage, &gap) in weights.iter().enumerate() {
        let stage = Stage { gap, chances: &chances[stage * rises..][..rises] };
        for begin in (0..steps).step_by(STRIDE) {
            if Instant::now() >= end {
                break 'annealing;
            }
            let count = STRIDE.min(steps - begin);
            py.detach(|| (0..count).for_each(|_| search.step(&stage)));
            py.check_signals()?;
        }
        if (search.gaps, search.changes) < (best.0, best.1) {
            best = (search.gaps, search.changes, search.slot.clone());
        }
    }
    if (search.gaps, search.changes) < (best.0, best.1) {
        best.2.clone_from(&search.slot);
    }
    Ok(best.2.iter().map(|&slot| i64::from(slot)).collect::<Vec<_>>().to_pyarray(py))
}
