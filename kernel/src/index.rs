//! The collection as Python sees it: segments, what holds for all of them, and the searches over them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use numpy::{PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1};
use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use rustc_hash::FxHashSet;

use crate::adding::Vectors;
use crate::best::Best;
use crate::column::Column;
use crate::filter::Clause;
use crate::forward::{Counts, Forward};
use crate::layout::Layout;
use crate::search::{Queries, Search, Workplace};
use crate::segment::Segment;
use crate::weights::Totals;

/// A segment of up to so many documents is laid out anew with what is added to the collection.
const SMALL: usize = 2048;
/// A segment is laid out anew when one in so many documents has come or gone.
const STALE: u64 = 16;
/// Queries that go through the blocks together, so that room for what they ask stays bounded.
const TOGETHER: usize = 1024;
/// How often a long search looks whether it should stop.
const PATIENCE: Duration = Duration::from_millis(100);

#[derive(Default)]
struct Collection {
    segments: Vec<Segment>,
    /// Documents that are not laid out yet.
    waiting: Vec<Forward>,
    /// In how many documents each word stands.
    df: Vec<u32>,
    totals: Totals,
    /// Documents that came or went, ever.
    changes: u64,
}

impl Collection {
    fn add(&mut self, forward: Forward, vocabulary: usize) {
        self.df.resize(vocabulary.max(self.df.len()), 0);
        for &word in forward.words.iter() {
            self.df[word as usize] += 1;
        }
        self.totals.documents += forward.len() as u64;
        self.totals.length += forward.lengths.iter().sum::<u64>();
        self.changed(forward.len());
        self.waiting.push(forward);
    }

    fn remove(&mut self, ids: &[i64]) -> Result<(), i64> {
        self.settle();
        for &id in ids {
            let at = self.segments.iter().enumerate().find_map(|(at, segment)| Some((at, segment.find(id)?)));
            let (at, document) = at.ok_or(id)?;
            let segment = &mut self.segments[at];
            for entry in segment.forward.entries(document) {
                self.df[segment.forward.words[entry] as usize] -= 1;
            }
            self.totals.documents -= 1;
            self.totals.length -= segment.forward.lengths[document];
            segment.remove(document);
        }
        self.changed(ids.len());
        Ok(())
    }

    fn changed(&mut self, documents: usize) {
        self.changes += documents as u64;
        self.segments.iter_mut().for_each(|segment| segment.is_fresh = false);
    }

    fn is_settled(&self) -> bool {
        self.waiting.is_empty() && !self.segments.iter().any(|segment| self.is_worn(segment))
    }

    /// Whether so much has changed that the segment's bounds have become loose, or its removed documents many.
    fn is_worn(&self, segment: &Segment) -> bool {
        let size = segment.layout.totals.documents;
        (self.changes - segment.laid_out_at) * STALE > size.max(STALE) || segment.gone * 4 > segment.forward.len()
    }

    /// Lay out what waits, together with segments that are small beside it, and what is worn.
    fn settle(&mut self) {
        if self.is_settled() {
            return;
        }
        let worn: Vec<bool> = self.segments.iter().map(|segment| self.is_worn(segment)).collect();
        let mut worn = worn.into_iter();
        let (leaving, staying): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.segments).into_iter().partition(|_| worn.next() == Some(true));
        self.segments = staying;
        let mut size: usize = self.waiting.iter().map(Forward::len).sum();
        size += leaving.iter().map(|segment| segment.forward.len() - segment.gone).sum::<usize>();
        let mut joining = leaving;
        while let Some(last) = self.segments.pop_if(|last| last.forward.len() <= (4 * size).max(SMALL)) {
            size += last.forward.len() - last.gone;
            joining.push(last);
        }
        let waiting = std::mem::take(&mut self.waiting);
        self.lay_out(&joining, &waiting);
    }

    /// Everything in one segment, without what was removed.
    fn compact(&mut self) {
        self.settle();
        if self.segments.len() > 1 || self.segments.iter().any(|segment| segment.gone > 0 || !segment.is_fresh) {
            let segments = std::mem::take(&mut self.segments);
            self.lay_out(&segments, &[]);
        }
    }

    fn lay_out(&mut self, segments: &[Segment], waiting: &[Forward]) {
        let runs: Vec<&Forward> = segments.iter().map(|segment| &segment.forward).chain(waiting).collect();
        let mut kept = Vec::new();
        for (number, run) in runs.iter().enumerate() {
            let alive = |document: &usize| segments.get(number).is_none_or(|segment| segment.is_alive(*document));
            kept.extend((0..run.len()).filter(alive).map(|document| (number as u32, document as u32)));
        }
        if kept.is_empty() {
            return;
        }
        sort_by_attributes(&runs, &mut kept);
        let mut segment = Segment::of(Forward::gathered(&runs, &kept), self.totals, &self.df);
        segment.laid_out_at = self.changes;
        self.segments.push(segment);
        self.segments.sort_by_key(|segment| std::cmp::Reverse(segment.forward.len()));
    }
}

/// By the attributes, that of the fewest values first, then by id: filtered searches pass over whole blocks.
fn sort_by_attributes(runs: &[&Forward], kept: &mut [(u32, u32)]) {
    let columns = runs.first().map_or(0, |run| run.attributes.len());
    let value = |&(run, document): &(u32, u32), column: usize| runs[run as usize].attributes[column][document as usize];
    let mut order: Vec<(usize, usize)> = (0..columns)
        .map(|column| {
            let mut values = FxHashSet::<u64>::default();
            let sample = kept.iter().step_by(kept.len().div_ceil(65_536));
            values.extend(sample.map(|one| value(one, column).to_bits()));
            (values.len(), column)
        })
        .collect();
    order.sort_unstable();
    let id = |&(run, document): &(u32, u32)| runs[run as usize].ids[document as usize];
    kept.sort_unstable_by(|a, b| {
        let by_column = |&(_, column): &(usize, usize)| value(a, column).total_cmp(&value(b, column));
        order.iter().map(by_column).find(|order| order.is_ne()).unwrap_or_else(|| id(a).cmp(&id(b)))
    });
}

/// Documents by their words, scored exactly. All methods may be called from several threads.
#[pyclass(frozen, module = "yanzhen_kernel")]
pub struct Index {
    collection: RwLock<Collection>,
}

type Answers<'py> = (Bound<'py, PyArray2<i64>>, Bound<'py, PyArray2<i64>>);

#[pymethods]
impl Index {
    #[new]
    fn new() -> Self {
        Self { collection: RwLock::default() }
    }

    /// The documents `ids` with the entries `words`, `counts` from `starts` on, and a column an attribute.
    ///
    /// `lengths` are given where documents have words beyond these.
    #[pyo3(signature = (ids, starts, words, counts, attributes, vocabulary, lengths=None))]
    fn add(
        &self,
        py: Python<'_>,
        ids: PyReadonlyArray1<'_, i64>,
        starts: PyReadonlyArray1<'_, i64>,
        words: PyReadonlyArray1<'_, i32>,
        counts: PyReadonlyArray1<'_, i32>,
        attributes: Vec<PyReadonlyArray1<'_, f64>>,
        vocabulary: usize,
        lengths: Option<PyReadonlyArray1<'_, i64>>,
    ) -> PyResult<()> {
        let (starts, words, counts) = (starts.as_slice()?, words.as_slice()?, counts.as_slice()?);
        let ids = ids.as_slice()?.to_vec();
        if starts.len() != ids.len() + 1 || words.iter().any(|&word| word as usize >= vocabulary) {
            return Err(PyValueError::new_err("the parts of the documents do not fit together"));
        }
        let columns: Vec<Column<f64>> =
            attributes.iter().map(|values| Ok(values.as_slice()?.to_vec().into())).collect::<PyResult<_>>()?;
        let lengths = lengths.map(|given| Ok::<_, PyErr>(given.as_slice()?.to_vec())).transpose()?;
        py.detach(|| {
            let counts = Counts::of(counts);
            let lengths = match lengths {
                Some(given) => given.into_iter().map(|length| length as u64).collect(),
                None => counts.lengths(starts),
            };
            let forward = Forward {
                ids: ids.into(),
                starts: starts.to_vec().into(),
                words: words.iter().map(|&word| word as u32).collect::<Vec<_>>().into(),
                counts,
                lengths,
                attributes: columns,
            };
            self.collection.write().expect("unpoisoned").add(forward, vocabulary);
        });
        Ok(())
    }

    /// Weigh the documents as some of many: `df` tells in how many of all `documents`, together `length` words long,
    /// each word stands.
    fn stand_among(&self, df: PyReadonlyArray1<'_, i64>, documents: u64, length: u64) -> PyResult<()> {
        let mut collection = self.collection.write().expect("unpoisoned");
        collection.df = df.as_slice()?.iter().map(|&count| count as u32).collect();
        collection.totals = Totals { documents, length };
        let changes = collection.waiting.iter().map(Forward::len).sum();
        collection.changed(changes);
        Ok(())
    }

    /// Forget the documents `ids`; all of them must be there.
    fn remove(&self, py: Python<'_>, ids: PyReadonlyArray1<'_, i64>) -> PyResult<()> {
        let ids = ids.as_slice()?;
        py.detach(|| self.collection.write().expect("unpoisoned").remove(ids))
            .map_err(|id| PyKeyError::new_err(format!("no document {id}")))
    }

    /// The best `top` documents for each query: ids and scores, -1 where there are fewer.
    ///
    /// `clauses` are (attribute, low, high) for a range or (attribute, values, None) for a choice, with a row a query
    /// or a single one.
    #[pyo3(signature = (starts, words, counts, clauses, top, threads))]
    fn search<'py>(
        &self,
        py: Python<'py>,
        starts: PyReadonlyArray1<'py, i64>,
        words: PyReadonlyArray1<'py, i32>,
        counts: PyReadonlyArray1<'py, i32>,
        clauses: Vec<(usize, Bound<'py, PyAny>, Option<PyReadonlyArray1<'py, f64>>)>,
        top: usize,
        threads: usize,
    ) -> PyResult<Answers<'py>> {
        let clauses = clauses.into_iter().map(clause_of).collect::<PyResult<Vec<_>>>()?;
        let (starts, words, counts) = (starts.as_slice()?, words.as_slice()?, counts.as_slice()?);
        let size = starts.len() - 1;
        let ids = PyArray2::<i64>::zeros(py, [size, top], false);
        let scores = PyArray2::<i64>::zeros(py, [size, top], false);
        let (mut ids_out, mut scores_out) = (ids.readwrite(), scores.readwrite());
        let (ids_out, scores_out) = (ids_out.as_slice_mut()?, scores_out.as_slice_mut()?);
        py.detach(|| {
            let collection = self.settled();
            let rarities: Vec<u32> =
                words.iter().map(|&word| collection.totals.rarity(collection.df[word as usize]) as u32).collect();
            let queries = Queries { starts, words, counts, rarities: &rarities };
            let search = Search {
                queries: &queries,
                clauses: &clauses,
                totals: collection.totals,
                top,
                vectors: Vectors::here(),
            };
            search_in_threads(&search, &collection.segments, threads, ids_out, scores_out)
        })?;
        Ok((ids, scores))
    }

    /// Number and weight of each word of a document, as the collection stands.
    fn worths(&self, py: Python<'_>, id: i64) -> PyResult<Vec<(u32, u64)>> {
        py.detach(|| {
            let collection = self.settled();
            collection.segments.iter().find_map(|segment| {
                let document = segment.find(id)?;
                Some(segment.forward.worths(document, collection.totals, &collection.df))
            })
        })
        .ok_or_else(|| PyKeyError::new_err(format!("no document {id}")))
    }

    /// Everything but the attributes as arrays by name, to be given to `of_parts` with them; removed documents are left
    /// out for good.
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        py.detach(|| self.collection.write().expect("unpoisoned").compact());
        let collection = self.collection.read().expect("unpoisoned");
        let parts = PyDict::new(py);
        parts.set_item("df", PyArray1::from_slice(py, &collection.df))?;
        let Some(segment) = collection.segments.first() else { return Ok(parts) };
        let (forward, layout) = (&segment.forward, &segment.layout);
        parts.set_item("ids", PyArray1::from_slice(py, &forward.ids))?;
        parts.set_item("starts", PyArray1::from_slice(py, &forward.starts))?;
        parts.set_item("words", PyArray1::from_slice(py, &forward.words))?;
        match &forward.counts {
            Counts::Small(counts) => parts.set_item("counts", PyArray1::from_slice(py, counts))?,
            Counts::Wide(counts) => parts.set_item("counts", PyArray1::from_slice(py, counts))?,
        }
        parts.set_item("place", PyArray1::from_slice(py, &layout.place))?;
        parts.set_item("spans", PyArray1::from_slice(py, &layout.spans))?;
        parts.set_item("packed", PyArray1::from_slice(py, &layout.packed))?;
        parts.set_item("rows", PyArray1::from_slice(py, &layout.rows))?;
        parts.set_item("levels", PyArray1::from_slice(py, &layout.levels))?;
        parts.set_item("rare_starts", PyArray1::from_slice(py, &layout.rare_starts))?;
        parts.set_item("rare_documents", PyArray1::from_slice(py, &layout.rare_documents))?;
        parts.set_item("rare_bounds", PyArray1::from_slice(py, &layout.rare_bounds))?;
        parts.set_item("peaks", PyArray1::from_slice(py, &layout.peaks))?;
        parts.set_item("rarities", PyArray1::from_slice(py, &layout.rarities))?;
        let numbers = [layout.commons as u64, collection.totals.documents, collection.totals.length];
        parts.set_item("numbers", PyArray1::from_slice(py, &numbers))?;
        Ok(parts)
    }

    /// An index over arrays from `parts`, which stay where they are.
    #[staticmethod]
    fn of_parts(parts: &Bound<'_, PyDict>, attributes: usize) -> PyResult<Self> {
        let part = |name: &str| {
            parts.get_item(name)?.ok_or_else(|| PyValueError::new_err(format!("the index lacks its part {name}")))
        };
        let df: Column<u32> = Column::lent(&part("df")?)?;
        let mut collection = Collection { df: df.to_vec(), ..Collection::default() };
        if !parts.contains("ids")? {
            return Ok(Self { collection: RwLock::new(collection) });
        }
        let counts = part("counts")?;
        let counts = match Column::<u8>::lent(&counts) {
            Ok(small) => Counts::Small(small),
            Err(_) => Counts::Wide(Column::lent(&counts)?),
        };
        let starts: Column<i64> = Column::lent(&part("starts")?)?;
        if starts.is_empty() || starts.windows(2).any(|pair| pair[0] > pair[1]) || starts[0] != 0 {
            return Err(PyValueError::new_err("the parts of the index do not fit together"));
        }
        if starts[starts.len() - 1] as usize > counts.len() {
            return Err(PyValueError::new_err("the parts of the index do not fit together"));
        }
        let forward = Forward {
            ids: Column::lent(&part("ids")?)?,
            words: Column::lent(&part("words")?)?,
            lengths: counts.lengths(&starts),
            starts,
            counts,
            attributes: (0..attributes)
                .map(|number| Column::lent(&part(&format!("attribute:{number}"))?))
                .collect::<PyResult<_>>()?,
        };
        let numbers: Column<u64> = Column::lent(&part("numbers")?)?;
        let &[commons, documents, length] = &*numbers else {
            return Err(PyValueError::new_err("the index's numbers are not three"));
        };
        let totals = Totals { documents, length };
        let layout = Layout {
            place: Column::lent(&part("place")?)?,
            commons: commons as usize,
            spans: Column::lent(&part("spans")?)?,
            packed: Column::lent(&part("packed")?)?,
            rows: Column::lent(&part("rows")?)?,
            levels: Column::lent(&part("levels")?)?,
            rare_starts: Column::lent(&part("rare_starts")?)?,
            rare_documents: Column::lent(&part("rare_documents")?)?,
            rare_bounds: Column::lent(&part("rare_bounds")?)?,
            peaks: Column::lent(&part("peaks")?)?,
            rarities: Column::lent(&part("rarities")?)?,
            totals,
            blocks: forward.len().div_ceil(crate::layout::BLOCK),
        };
        if !(forward.is_sound(collection.df.len()) && layout.is_sound(&forward, collection.df.len())) {
            return Err(PyValueError::new_err("the parts of the index do not fit together"));
        }
        collection.totals = totals;
        collection.segments.push(Segment::with(forward, layout));
        Ok(Self { collection: RwLock::new(collection) })
    }

    /// What a batch touches: postings that its words have, and bytes that are read to add them up.
    fn touched(&self, py: Python<'_>, words: PyReadonlyArray1<'_, i32>) -> PyResult<(u64, u64)> {
        let words = words.as_slice()?;
        Ok(py.detach(|| {
            let collection = self.settled();
            let (mut postings, mut bytes) = (0, 0);
            for &word in words {
                postings += u64::from(collection.df[word as usize]);
                bytes += collection.segments.iter().map(|segment| segment.layout.bytes_of(word as u32)).sum::<u64>();
            }
            (postings, bytes)
        }))
    }
}

impl Index {
    fn settled(&self) -> RwLockReadGuard<'_, Collection> {
        loop {
            let collection = self.collection.read().expect("unpoisoned");
            if collection.is_settled() {
                return collection;
            }
            drop(collection);
            self.collection.write().expect("unpoisoned").settle();
        }
    }
}

fn clause_of(
    (attribute, first, high): (usize, Bound<'_, PyAny>, Option<PyReadonlyArray1<'_, f64>>),
) -> PyResult<Clause> {
    if let Some(high) = high {
        let low: PyReadonlyArray1<'_, f64> = first.extract()?;
        return Ok(Clause::Between { attribute, low: low.as_slice()?.to_vec(), high: high.as_slice()?.to_vec() });
    }
    let values: numpy::PyReadonlyArray2<'_, f64> = first.extract()?;
    let width = values.as_array().ncols();
    Ok(Clause::OneOf { attribute, values: values.as_array().iter().copied().collect(), width })
}

fn search_in_threads(
    search: &Search<'_>,
    segments: &[Segment],
    threads: usize,
    ids: &mut [i64],
    scores: &mut [i64],
) -> PyResult<()> {
    let (size, top) = (search.queries.len(), search.top);
    if size == 0 {
        return Ok(());
    }
    let share = size.div_ceil(threads.clamp(1, size));
    let stop = AtomicBool::new(false);
    let parts = ids.chunks_mut(share * top).zip(scores.chunks_mut(share * top)).enumerate();
    let answer = |number: usize, ids: &mut [i64], scores: &mut [i64], go_on: &dyn Fn() -> bool| {
        let range = number * share..size.min((number + 1) * share);
        let mut best: Vec<Best> = range.clone().map(|_| Best::default()).collect();
        let mut place = Workplace::new();
        for (together, best) in best.chunks_mut(TOGETHER).enumerate() {
            let first = range.start + together * TOGETHER;
            for segment in segments {
                search.run(segment, first..first + best.len(), best, &mut place, go_on);
            }
        }
        for (best, (ids, scores)) in best.into_iter().zip(ids.chunks_mut(top).zip(scores.chunks_mut(top))) {
            ids.fill(-1);
            scores.fill(-1);
            for ((id, score), answer) in ids.iter_mut().zip(scores).zip(best.in_order()) {
                (*id, *score) = (answer.id, answer.score as i64);
            }
        }
    };
    std::thread::scope(|scope| {
        let mut parts = parts.into_iter();
        let (_, (first_ids, first_scores)) = parts.next().expect("at least one query");
        for (number, (ids, scores)) in parts {
            let (answer, stop) = (&answer, &stop);
            scope.spawn(move || answer(number, ids, scores, &|| !stop.load(Ordering::Relaxed)));
        }
        let looked = std::cell::Cell::new(Instant::now());
        let interrupted = std::cell::RefCell::new(Ok(()));
        let go_on = || {
            if looked.get().elapsed() > PATIENCE {
                looked.set(Instant::now());
                if let Err(error) = Python::attach(|py| py.check_signals()) {
                    *interrupted.borrow_mut() = Err(error);
                    stop.store(true, Ordering::Relaxed);
                }
            }
            !stop.load(Ordering::Relaxed)
        };
        answer(0, first_ids, first_scores, &go_on);
        interrupted.into_inner()
    })
}
