//! The same entries word by word, in blocks of documents, as upper bounds that sixteen bits hold.
//!
//! A bound is the weight in steps of 16 thousandths, rounded up. In a block a word is laid out as a row with half a byte
//! a document where many documents have it, else as postings of 32 bits: the place in the block above, the bound below.
//! Words of few documents have their postings in one list for the whole segment.

use crate::column::Column;
use crate::forward::{Forward, Shares};
use crate::rows::{LEVELS, ROW, Row, STEPS, pack};
use crate::weights::{Totals, weight};

/// Documents a block: their totals fill half of the first-level cache.
pub const BLOCK: usize = 8192;
/// Thousandths that one step of a bound stands for.
pub const STEP: u64 = 16;
/// A posting has the place in the block from this bit on: what is left of 32 bits is always a place.
pub const PLACE_SHIFT: u32 = 19;
/// From so many documents of a block on a word is a row of bytes.
const ROW_FROM: u32 = 8192 / 16;
/// Words of at most so many documents are not split into blocks.
const RARE: u32 = 64;
const NOWHERE: u32 = u32::MAX;
const IS_ROW: u64 = 0xFFFF;

pub struct Layout {
    /// Word -> its number among the words of this segment; common ones first.
    pub place: Column<u32>,
    pub commons: usize,
    /// Block by block, common word by common word: where its postings begin, and how many there are; or its row.
    pub spans: Column<u64>,
    pub packed: Column<u32>,
    /// Row by row the level of each document.
    pub rows: Column<u8>,
    /// Row by row the bound, in `STEPS`, that each level stands for, ascending from 0.
    pub levels: Column<u8>,
    pub rare_starts: Column<u32>,
    pub rare_documents: Column<u32>,
    pub rare_bounds: Column<u16>,
    /// Place -> the highest bound.
    pub peaks: Column<u16>,
    /// Place -> idf at the time of laying out.
    pub rarities: Column<u32>,
    /// The collection at that time.
    pub totals: Totals,
    pub blocks: usize,
}

/// How a word stands in a block.
pub enum Span<'a> {
    Row(Row<'a>),
    Postings(&'a [u32]),
}

/// Where a word stands in a segment.
pub enum Place {
    Common(u32),
    Rare(u32),
}

impl Layout {
    pub fn place_of(&self, word: u32) -> Option<Place> {
        match self.place.get(word as usize) {
            None | Some(&NOWHERE) => None,
            Some(&place) if (place as usize) < self.commons => Some(Place::Common(place)),
            Some(&place) => Some(Place::Rare(place)),
        }
    }

    #[inline(always)]
    pub fn span(&self, common: u32, block: usize) -> Span<'_> {
        let span = self.spans[block * self.commons + common as usize];
        if span & IS_ROW == IS_ROW {
            let row = (span >> 16) as usize;
            Span::Row(Row {
                halves: &self.rows[row * ROW..][..ROW],
                levels: self.levels[row * LEVELS..][..LEVELS].try_into().expect("all levels"),
            })
        } else {
            Span::Postings(&self.packed[(span >> 16) as usize..][..(span & IS_ROW) as usize])
        }
    }

    pub fn rare_postings(&self, place: u32) -> std::ops::Range<u32> {
        let rare = place as usize - self.commons;
        self.rare_starts[rare]..self.rare_starts[rare + 1]
    }

    /// Bytes that are read to add up all that a word has here.
    pub fn bytes_of(&self, word: u32) -> u64 {
        match self.place_of(word) {
            None => 0,
            Some(Place::Rare(place)) => self.rare_postings(place).len() as u64 * 6,
            Some(Place::Common(common)) => (0..self.blocks)
                .map(|block| match self.span(common, block) {
                    Span::Row(row) => row.halves.len() as u64,
                    Span::Postings(list) => size_of_val(list) as u64,
                })
                .sum(),
        }
    }

    /// Whether the parts fit together; what lies behind them is checked where it is used.
    pub fn is_sound(&self, forward: &Forward, vocabulary: usize) -> bool {
        let rares = self.rare_starts.len().wrapping_sub(1);
        let last = self.rare_starts.last().map_or(usize::MAX, |&last| last as usize);
        self.place.len() <= vocabulary
            && self.spans.len() == self.commons * self.blocks
            && self.peaks.len() == self.commons + rares
            && self.rarities.len() == self.peaks.len()
            && self.rows.len() / ROW == self.levels.len() / LEVELS
            && self.rare_documents.len() == last
            && self.rare_bounds.len() == last
            && self.rare_starts.windows(2).all(|pair| pair[0] <= pair[1])
            && self.totals.documents as usize == forward.len()
            && self.place.iter().all(|&place| place == NOWHERE || (place as usize) < self.peaks.len())
    }

    pub fn of(forward: &Forward, totals: Totals, df: &[u32]) -> Self {
        let rarities: Vec<u32> = rarities_of(totals, df);
        let mut sizes = vec![0u32; df.len()];
        for &word in forward.words.iter() {
            sizes[word as usize] += 1;
        }
        let mut place = vec![NOWHERE; df.len()];
        let (mut commons, mut known) = (0, 0);
        for pass_rare in [false, true] {
            for (word, &size) in sizes.iter().enumerate() {
                if size > 0 && (size <= RARE) == pass_rare {
                    place[word] = known;
                    known += 1;
                }
            }
            if !pass_rare {
                commons = known as usize;
            }
        }
        let blocks = forward.len().div_ceil(BLOCK);
        let mut by_place = vec![0u32; known as usize];
        let mut rare_starts = vec![0u32; known as usize - commons + 1];
        for (word, &at) in place.iter().enumerate() {
            if at != NOWHERE {
                by_place[at as usize] = rarities[word];
                if at as usize >= commons {
                    rare_starts[at as usize - commons + 1] = sizes[word];
                }
            }
        }
        for rare in 1..rare_starts.len() {
            rare_starts[rare] += rare_starts[rare - 1];
        }
        let rares = *rare_starts.last().expect("at least one") as usize;
        let mut building = Building {
            place: &place,
            commons,
            rarities: &rarities,
            rare_cursors: rare_starts.clone(),
            spans: vec![0; commons * blocks],
            packed: Vec::with_capacity(forward.words.len()),
            rows: Vec::new(),
            levels: Vec::new(),
            in_hand: Vec::new(),
            rare_documents: vec![0; rares],
            rare_bounds: vec![0; rares],
            peaks: vec![0; known as usize],
            found: vec![0; commons],
            highest: vec![0; commons],
            cursors: vec![0; commons],
            bounds: Vec::new(),
        };
        for block in 0..blocks {
            building.lay_out(forward, totals, block);
        }
        let Building { spans, packed, rows, levels, rare_documents, rare_bounds, peaks, .. } = building;
        Self {
            commons,
            spans: spans.into(),
            packed: packed.into(),
            rows: rows.into(),
            levels: levels.into(),
            rare_starts: rare_starts.into(),
            rare_documents: rare_documents.into(),
            rare_bounds: rare_bounds.into(),
            peaks: peaks.into(),
            rarities: by_place.into(),
            place: place.into(),
            totals,
            blocks,
        }
    }
}

/// idf word by word; few different counts stand for most words.
fn rarities_of(totals: Totals, df: &[u32]) -> Vec<u32> {
    let mut small: Vec<u32> = vec![u32::MAX; 4096];
    let mut rarity = |count: u32| match small.get_mut(count as usize) {
        Some(known) if *known != u32::MAX => *known,
        Some(known) => {
            *known = totals.rarity(count) as u32;
            *known
        }
        None => totals.rarity(count) as u32,
    };
    df.iter().map(|&count| rarity(count)).collect()
}

struct Building<'a> {
    place: &'a [u32],
    commons: usize,
    rarities: &'a [u32],
    rare_cursors: Vec<u32>,
    spans: Vec<u64>,
    packed: Vec<u32>,
    rows: Vec<u8>,
    levels: Vec<u8>,
    /// The rows of the block in hand, a byte a document.
    in_hand: Vec<u8>,
    rare_documents: Vec<u32>,
    rare_bounds: Vec<u16>,
    peaks: Vec<u16>,
    /// Of the block in hand: documents, highest bound and next free posting of each common word.
    found: Vec<u32>,
    highest: Vec<u16>,
    cursors: Vec<usize>,
    bounds: Vec<u16>,
}

impl Building<'_> {
    fn lay_out(&mut self, forward: &Forward, totals: Totals, block: usize) {
        let documents = block * BLOCK..forward.len().min((block + 1) * BLOCK);
        self.work_out_bounds(forward, totals, documents.clone());
        self.divide(block);
        self.fill(forward, documents);
        for row in self.in_hand.chunks_exact(BLOCK) {
            pack(row, &mut self.rows, &mut self.levels);
        }
    }

    fn work_out_bounds(&mut self, forward: &Forward, totals: Totals, documents: std::ops::Range<usize>) {
        self.bounds.clear();
        self.found.fill(0);
        self.highest.fill(0);
        for document in documents {
            let mut shares = Shares::new(totals.saturation(forward.lengths[document]));
            for entry in forward.entries(document) {
                let word = forward.words[entry] as usize;
                let whole = weight(u64::from(self.rarities[word]), shares.of(forward.counts.at(entry)));
                let bound = whole.div_ceil(STEP) as u16;
                let place = self.place[word] as usize;
                self.bounds.push(bound);
                self.peaks[place] = self.peaks[place].max(bound);
                if place < self.commons {
                    self.found[place] += 1;
                    self.highest[place] = self.highest[place].max(bound);
                }
            }
        }
    }

    fn divide(&mut self, block: usize) {
        let mut next = self.packed.len();
        let (before, mut rows) = (self.rows.len() / ROW, 0);
        for common in 0..self.commons {
            let found = self.found[common];
            let span = &mut self.spans[block * self.commons + common];
            if found >= ROW_FROM && self.highest[common].div_ceil(STEPS) <= 255 {
                *span = (((before + rows) as u64) << 16) | IS_ROW;
                self.cursors[common] = usize::MAX - rows;
                rows += 1;
            } else {
                *span = ((next as u64) << 16) | u64::from(found);
                self.cursors[common] = next;
                next += found as usize;
            }
        }
        self.packed.resize(next, 0);
        self.in_hand.clear();
        self.in_hand.resize(rows * BLOCK, 0);
    }

    fn fill(&mut self, forward: &Forward, documents: std::ops::Range<usize>) {
        let first = documents.start;
        let mut bounds = self.bounds.iter();
        let rows = self.in_hand.len() / BLOCK;
        for document in documents {
            let within = document - first;
            for entry in forward.entries(document) {
                let place = self.place[forward.words[entry] as usize] as usize;
                let &bound = bounds.next().expect("a bound an entry");
                if place >= self.commons {
                    let at = &mut self.rare_cursors[place - self.commons];
                    self.rare_documents[*at as usize] = document as u32;
                    self.rare_bounds[*at as usize] = bound;
                    *at += 1;
                    continue;
                }
                let at = &mut self.cursors[place];
                let row = usize::MAX - *at;
                if row < rows {
                    self.in_hand[row * BLOCK + within] = bound.div_ceil(STEPS) as u8;
                } else {
                    self.packed[*at] = ((within as u32) << PLACE_SHIFT) | u32::from(bound);
                    *at += 1;
                }
            }
        }
    }
}
