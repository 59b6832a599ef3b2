//! Documents one after the other: which words each has, how often, and its attributes.

use crate::column::Column;
use crate::weights::{Saturation, Totals, weight};

/// How often a word stands in a document; a byte does for nearly every collection.
pub enum Counts {
    Small(Column<u8>),
    Wide(Column<u32>),
}

impl Counts {
    pub fn at(&self, entry: usize) -> u32 {
        match self {
            Self::Small(counts) => u32::from(counts[entry]),
            Self::Wide(counts) => counts[entry],
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Small(counts) => counts.len(),
            Self::Wide(counts) => counts.len(),
        }
    }

    /// The sum over each document's entries.
    pub fn lengths(&self, starts: &[i64]) -> Vec<u64> {
        let length = |span: &[i64]| (span[0] as usize..span[1] as usize).map(|entry| u64::from(self.at(entry))).sum();
        starts.windows(2).map(length).collect()
    }

    pub fn of(counts: &[i32]) -> Self {
        if counts.iter().all(|&count| u8::try_from(count).is_ok()) {
            Self::Small(counts.iter().map(|&count| count as u8).collect::<Vec<_>>().into())
        } else {
            Self::Wide(counts.iter().map(|&count| count as u32).collect::<Vec<_>>().into())
        }
    }
}

/// A run of documents in the order in which a segment keeps them.
pub struct Forward {
    pub ids: Column<i64>,
    /// Where the entries of each document begin, and where the last one's end.
    pub starts: Column<i64>,
    pub words: Column<u32>,
    pub counts: Counts,
    /// The words of each document, repeats included, and those that have no number.
    pub lengths: Vec<u64>,
    /// Attribute by attribute, a value a document.
    pub attributes: Vec<Column<f64>>,
}

impl Forward {
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn entries(&self, document: usize) -> std::ops::Range<usize> {
        self.starts[document] as usize..self.starts[document + 1] as usize
    }

    /// Whether the parts fit together, as those of a file that is whole do.
    pub fn is_sound(&self, vocabulary: usize) -> bool {
        let size = self.len();
        self.starts.len() == size + 1
            && self.starts[size] as usize == self.words.len()
            && self.words.len() == self.counts.len()
            && self.words.iter().all(|&word| (word as usize) < vocabulary)
            && self.attributes.iter().all(|values| values.len() == size)
    }

    /// Each word of a document with its weight, as the collection stands.
    pub fn worths(&self, document: usize, totals: Totals, df: &[u32]) -> Vec<(u32, u64)> {
        let saturation = totals.saturation(self.lengths[document]);
        let worth = |entry: usize| {
            let word = self.words[entry];
            (word, weight(totals.rarity(df[word as usize]), saturation.share(self.counts.at(entry))))
        };
        self.entries(document).map(worth).collect()
    }

    /// The documents that `kept` lists, of several runs, in that order.
    pub fn gathered(runs: &[&Forward], kept: &[(u32, u32)]) -> Self {
        let spans = kept.iter().map(|&(run, document)| (runs[run as usize], document as usize));
        let size: usize = spans.clone().map(|(run, document)| run.entries(document).len()).sum();
        let (mut starts, mut words) = (Vec::with_capacity(kept.len() + 1), Vec::with_capacity(size));
        starts.push(0);
        for (run, document) in spans.clone() {
            words.extend_from_slice(&run.words[run.entries(document)]);
            starts.push(words.len() as i64);
        }
        let counts = if runs.iter().all(|run| matches!(run.counts, Counts::Small(_))) {
            let mut counts = Vec::with_capacity(size);
            for (run, document) in spans.clone() {
                if let Counts::Small(small) = &run.counts {
                    counts.extend_from_slice(&small[run.entries(document)]);
                }
            }
            Counts::Small(counts.into())
        } else {
            let mut counts = Vec::with_capacity(size);
            for (run, document) in spans.clone() {
                counts.extend(run.entries(document).map(|entry| run.counts.at(entry)));
            }
            Counts::Wide(counts.into())
        };
        let columns = runs.first().map_or(0, |run| run.attributes.len());
        let column = |number: usize| {
            spans.clone().map(|(run, document)| run.attributes[number][document]).collect::<Vec<_>>().into()
        };
        Self {
            ids: spans.clone().map(|(run, document)| run.ids[document]).collect::<Vec<_>>().into(),
            starts: starts.into(),
            words: words.into(),
            counts,
            lengths: spans.clone().map(|(run, document)| run.lengths[document]).collect(),
            attributes: (0..columns).map(column).collect(),
        }
    }
}

/// The shares in one document, each worked out once.
pub struct Shares {
    saturation: Saturation,
    known: [u64; 8],
}

impl Shares {
    pub fn new(saturation: Saturation) -> Self {
        Self { saturation, known: [u64::MAX; 8] }
    }

    pub fn of(&mut self, count: u32) -> u64 {
        let Some(known) = self.known.get_mut(count as usize) else {
            return self.saturation.share(count);
        };
        if *known == u64::MAX {
            *known = self.saturation.share(count);
        }
        *known
    }
}
