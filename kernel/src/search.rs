//! A batch of queries against a segment, block by block: bounds first, then the few that may be among the best exactly.

use crate::adding::{Found, Sum, Totals as BlockTotals, Vectors, prefetch, prefetch_lines};
use crate::best::{Answer, Best};
use crate::filter::{Clause, passes};
use crate::forward::Shares;
use crate::layout::{BLOCK, Place, STEP};
use crate::rows::STEPS;
use crate::segment::Segment;
use crate::weights::{SCALE, Totals, weight};

/// The words of a batch: those of query i stand at `starts[i]..starts[i + 1]`, each once.
pub struct Queries<'a> {
    pub starts: &'a [i64],
    pub words: &'a [i32],
    pub counts: &'a [i32],
    /// Word by word, idf as the collection stands.
    pub rarities: &'a [u32],
}

impl Queries<'_> {
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn entries(&self, query: usize) -> std::ops::Range<usize> {
        self.starts[query] as usize..self.starts[query + 1] as usize
    }
}

/// So few queries do not keep a block's data in the cache for each other.
const FEW: usize = 4;

/// Documents whose words are asked for before the first of them is scored: each lies somewhere else in memory.
const SOON: usize = 12;

/// What holds for the whole of a search.
pub struct Search<'a> {
    pub queries: &'a Queries<'a>,
    pub clauses: &'a [Clause],
    pub totals: Totals,
    pub top: usize,
    pub vectors: Vectors,
}

/// One query's words in one segment.
struct Plan {
    commons: Vec<(u32, u32)>,
    rares: Vec<Rare>,
    /// Whether totals may outgrow sixteen bits.
    wide: bool,
    slack: Slack,
}

struct Rare {
    next: u32,
    end: u32,
    count: u32,
}

/// How far a score may lie above its bound since documents came or went: times `factor`, plus `extra` thousandths.
#[derive(Clone, Copy, PartialEq)]
struct Slack {
    factor: f64,
    extra: f64,
}

impl Slack {
    const NONE: Self = Self { factor: 1.0, extra: 0.0 };

    /// The lowest bound that a document of at least `score` can have.
    fn lowest_bound(self, score: u64) -> u64 {
        if self == Self::NONE {
            return score.div_ceil(STEP).max(1);
        }
        let least = (score as f64 - self.extra) / (STEP as f64 * self.factor);
        (least.ceil() - 1.0).max(1.0) as u64
    }
}

impl Plan {
    fn of(search: &Search<'_>, segment: &Segment, query: usize) -> Self {
        let (queries, layout) = (search.queries, &segment.layout);
        let (mut commons, mut rares) = (Vec::new(), Vec::new());
        let mut highest = 0u64;
        let unchanged = layout.totals == search.totals && segment.is_fresh;
        let growth = (search.totals.average() / layout.totals.average()).max(1.0);
        let mut slack = if unchanged { Slack::NONE } else { Slack { factor: growth, extra: 0.0 } };
        for entry in queries.entries(query) {
            let count = queries.counts[entry] as u32;
            let Some(place) = layout.place_of(queries.words[entry] as u32) else { continue };
            let number = match place {
                Place::Common(number) => {
                    commons.push((number, count));
                    number
                }
                Place::Rare(number) => {
                    let postings = layout.rare_postings(number);
                    rares.push(Rare { next: postings.start, end: postings.end, count });
                    number
                }
            };
            let peak = u64::from(layout.peaks[number as usize]).next_multiple_of(u64::from(STEPS));
            highest += u64::from(count) * peak;
            if !unchanged {
                slack.extra +=
                    f64::from(count) * drift(growth, queries.rarities[entry], layout.rarities[number as usize]);
            }
        }
        Self { commons, rares, wide: highest > u64::from(u16::MAX), slack }
    }

    fn is_empty(&self) -> bool {
        self.commons.is_empty() && self.rares.is_empty()
    }
}

/// What a word's weight may have gained, in thousandths, beyond growing in proportion with the average length.
///
/// With w = round(idf * share) and both factors rounded before, w' <= g * w + 1000 / 4096 * (idf' - idf, if it rose)
/// + what roundings add: half a step of share on either side times idf', and half a point on either side.
fn drift(growth: f64, now: u32, before: u32) -> f64 {
    let (now, before) = (f64::from(now) / 4096.0, f64::from(before) / 4096.0);
    let scale = SCALE as f64;
    scale * (now - before).max(0.0) * growth + now * scale * (growth + 1.0) / 8192.0 + growth + 2.0
}

/// Room that one thread works in.
pub struct Workplace {
    narrow: Box<BlockTotals<u16>>,
    wide: Option<Box<BlockTotals<u64>>>,
    rest: Rest,
}

#[derive(Default)]
struct Rest {
    found: Vec<Found>,
    lookup: Lookup,
}

impl Workplace {
    pub fn new() -> Self {
        Self { narrow: Box::new([0; BLOCK]), wide: None, rest: Rest::default() }
    }
}

impl Search<'_> {
    /// The queries of `range` against one segment; `best` has an entry for each of them.
    ///
    /// `go_on` is asked between blocks.
    pub fn run(
        &self,
        segment: &Segment,
        range: std::ops::Range<usize>,
        best: &mut [Best],
        place: &mut Workplace,
        go_on: &dyn Fn() -> bool,
    ) {
        let mut plans: Vec<Plan> = range.clone().map(|query| Plan::of(self, segment, query)).collect();
        for block in 0..segment.layout.blocks {
            if !go_on() {
                return;
            }
            if plans.len() <= FEW && block + 1 < segment.layout.blocks {
                for (query, plan) in range.clone().zip(&plans) {
                    // Filtered questions seldom go on to the next block.
                    if segment.part(self.clauses, query, block + 1).is_some() {
                        prefetch(plan.commons.iter().map(|&(word, _)| segment.layout.span(word, block + 1)));
                    }
                }
            }
            for ((query, plan), best) in range.clone().zip(&mut plans).zip(best.iter_mut()) {
                let Some(part) = segment.part(self.clauses, query, block) else { continue };
                if plan.is_empty() {
                    continue;
                }
                let at = At { segment, block, query, part };
                if plan.wide {
                    let totals = place.wide.get_or_insert_with(|| Box::new([0; BLOCK]));
                    self.look_through(&at, plan, totals, best, &mut place.rest);
                } else {
                    self.look_through(&at, plan, &mut place.narrow, best, &mut place.rest);
                }
            }
        }
    }

    /// Take from a part of a block what is among the best.
    fn look_through<S: Sum>(
        &self,
        at: &At<'_>,
        plan: &mut Plan,
        totals: &mut BlockTotals<S>,
        best: &mut Best,
        rest: &mut Rest,
    ) {
        let (layout, first) = (&at.segment.layout, at.block * BLOCK);
        let spans = plan.commons.iter().map(|&(word, count)| (layout.span(word, at.block), count));
        self.vectors.add_up(spans, totals, at.part.clone(), !self.clauses.is_empty());
        for rare in &mut plan.rares {
            while rare.next < rare.end {
                let posting = rare.next as usize;
                let document = layout.rare_documents[posting] as usize;
                if document >= first + BLOCK {
                    break;
                }
                rare.next += 1;
                if document >= first {
                    let total = &mut totals[document - first];
                    *total = total.plus(S::of_bound(layout.rare_bounds[posting]).times(S::of_count(rare.count)));
                }
            }
        }
        // While there is room every document would be looked at: the most promising ones first set a threshold.
        let mut from = plan.slack.lowest_bound(best.threshold(self.top));
        if best.has_room(self.top) {
            from = from.max(self.vectors.reached(totals, at.part.clone(), self.top));
        }
        let mut below = u64::MAX;
        loop {
            rest.found.clear();
            self.vectors.find(totals, at.part.clone(), from, below, &mut rest.found);
            if !rest.found.is_empty() {
                let forward = &at.segment.forward;
                for document in rest.found.iter().take(SOON).map(|found| first + usize::from(found.within)) {
                    prefetch_lines(&forward.starts[document..=document], 1);
                    prefetch_lines(&forward.lengths[document..=document], 1);
                    prefetch_lines(&forward.ids[document..=document], 1);
                }
                rest.lookup.fill(self.queries, at.query);
                for document in rest.found.iter().take(SOON).map(|found| first + usize::from(found.within)) {
                    prefetch_lines(&forward.words[forward.entries(document)], 8);
                }
                self.take(at, plan.slack, best, rest);
            }
            let threshold = plan.slack.lowest_bound(best.threshold(self.top));
            if threshold >= from {
                return;
            }
            (from, below) = (threshold, from);
        }
    }

    /// The exact scores of those found, the most promising first, until none that is left can get in.
    fn take(&self, at: &At<'_>, slack: Slack, best: &mut Best, rest: &mut Rest) {
        let (segment, first) = (at.segment, at.block * BLOCK);
        let Rest { found, lookup } = rest;
        if !self.clauses.is_empty() {
            found.retain(|found| {
                let document = first + usize::from(found.within);
                passes(self.clauses, at.query, |attribute| segment.forward.attributes[attribute][document])
            });
        }
        let mut left = found.as_mut_slice();
        let mut portion = self.top.max(32);
        while !left.is_empty() {
            if left.len() > 2 * portion {
                left.select_nth_unstable_by(portion, |a, b| b.total.cmp(&a.total));
            } else {
                portion = left.len();
            }
            let (promising, later) = left.split_at_mut(portion);
            promising.sort_unstable_by_key(|found| std::cmp::Reverse(found.total));
            for found in promising {
                if found.total < slack.lowest_bound(best.threshold(self.top)) {
                    return;
                }
                let document = first + usize::from(found.within);
                if segment.is_alive(document) {
                    let score = lookup.score(segment, document, self.totals);
                    best.offer(Answer { score, id: segment.forward.ids[document] }, self.top);
                }
            }
            left = later;
            portion *= 2;
        }
    }
}

/// A part of a block that a query is held against.
struct At<'a> {
    segment: &'a Segment,
    block: usize,
    query: usize,
    part: std::ops::Range<usize>,
}

/// A query's words, to look a document's words up in.
struct Lookup {
    /// A bit for each remainder that a word of the query leaves: most words of a document fail here.
    passed: [u64; Lookup::BITS / 64],
    /// word, count, idf; open addressing.
    slots: Vec<(u32, u32, u32)>,
    mask: usize,
    query: usize,
}

impl Default for Lookup {
    fn default() -> Self {
        Self { passed: [0; Self::BITS / 64], slots: Vec::new(), mask: 0, query: usize::MAX }
    }
}

impl Lookup {
    const BITS: usize = 4096;
    const FREE: u32 = u32::MAX;

    fn fill(&mut self, queries: &Queries<'_>, query: usize) {
        if self.query == query {
            return;
        }
        self.query = query;
        let entries = queries.entries(query);
        let size = (2 * entries.len()).next_power_of_two();
        self.slots.clear();
        self.slots.resize(size, (Self::FREE, 0, 0));
        self.mask = size - 1;
        self.passed.fill(0);
        for entry in entries {
            let word = queries.words[entry] as u32;
            self.passed[word as usize % Self::BITS / 64] |= 1 << (word % 64);
            let mut slot = word as usize & self.mask;
            while self.slots[slot].0 != Self::FREE {
                slot = (slot + 1) & self.mask;
            }
            self.slots[slot] = (word, queries.counts[entry] as u32, queries.rarities[entry]);
        }
    }

    fn score(&self, segment: &Segment, document: usize, totals: Totals) -> u64 {
        let forward = &segment.forward;
        let mut shares = Shares::new(totals.saturation(forward.lengths[document]));
        let entries = forward.entries(document);
        let mut score = 0;
        for (entry, &word) in entries.clone().zip(&forward.words[entries]) {
            if self.passed[word as usize % Self::BITS / 64] >> (word % 64) & 1 == 0 {
                continue;
            }
            let mut slot = word as usize & self.mask;
            while self.slots[slot].0 != Self::FREE {
                let (known, count, rarity) = self.slots[slot];
                if known == word {
                    score += u64::from(count) * weight(u64::from(rarity), shares.of(forward.counts.at(entry)));
                    break;
                }
                slot = (slot + 1) & self.mask;
            }
        }
        score
    }
}
