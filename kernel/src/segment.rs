//! A part of the collection that is laid out as one.

use std::ops::Range;

use crate::filter::{Clause, Zone, may_pass, zone_of};
use crate::forward::Forward;
use crate::layout::{BLOCK, Layout};
use crate::weights::Totals;

/// Documents whose attributes are summed up together.
const ZONE: usize = 128;

pub struct Segment {
    pub forward: Forward,
    pub layout: Layout,
    /// Block by block, and within each block by `ZONE` documents.
    zones: Vec<(Zone, Vec<Zone>)>,
    /// A bit a document that was removed; empty while none is.
    pub removed: Vec<u64>,
    pub gone: usize,
    /// Whether the collection is what it was when this was laid out.
    pub is_fresh: bool,
    /// How many changes the collection had seen by then.
    pub laid_out_at: u64,
    /// (id, document), by id.
    by_id: Vec<(i64, u32)>,
}

impl Segment {
    pub fn of(forward: Forward, totals: Totals, df: &[u32]) -> Self {
        let layout = Layout::of(&forward, totals, df);
        Self::with(forward, layout)
    }

    pub fn with(forward: Forward, layout: Layout) -> Self {
        let size = forward.len();
        let zones = (0..layout.blocks)
            .map(|block| {
                let documents = block * BLOCK..size.min((block + 1) * BLOCK);
                let zone = |documents: Range<usize>| {
                    zone_of(forward.attributes.iter().map(|values| &values[documents.clone()]))
                };
                let parts = documents.clone().step_by(ZONE).map(|start| zone(start..documents.end.min(start + ZONE)));
                (zone(documents.clone()), parts.collect())
            })
            .collect();
        let mut by_id: Vec<(i64, u32)> = forward.ids.iter().copied().zip(0..).collect();
        by_id.sort_unstable();
        Self { forward, layout, zones, removed: Vec::new(), gone: 0, is_fresh: true, laid_out_at: 0, by_id }
    }

    /// The part of a block, in whole zones, that has all documents which may pass; none if none may.
    pub fn part(&self, clauses: &[Clause], query: usize, block: usize) -> Option<Range<usize>> {
        let (zone, parts) = &self.zones[block];
        if clauses.is_empty() {
            return Some(0..parts.len() * ZONE);
        }
        let passing = |zone: &Zone| may_pass(clauses, query, zone);
        if !passing(zone) {
            return None;
        }
        let first = parts.iter().position(passing)?;
        let last = parts.iter().rposition(passing)?;
        Some(first * ZONE..(last + 1) * ZONE)
    }

    pub fn is_alive(&self, document: usize) -> bool {
        self.removed.is_empty() || self.removed[document / 64] >> (document % 64) & 1 == 0
    }

    /// The document with this id, unless it was removed.
    pub fn find(&self, id: i64) -> Option<usize> {
        let at = self.by_id.binary_search_by_key(&id, |&(known, _)| known).ok()?;
        let document = self.by_id[at].1 as usize;
        self.is_alive(document).then_some(document)
    }

    pub fn remove(&mut self, document: usize) {
        if self.removed.is_empty() {
            self.removed = vec![0; self.forward.len().div_ceil(64)];
        }
        self.removed[document / 64] |= 1 << (document % 64);
        self.gone += 1;
    }
}
