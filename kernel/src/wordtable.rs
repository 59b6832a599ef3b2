//! Words and their numbers, in a table of which a look-up touches one line of memory.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::adding::prefetch_lines;

/// The number of what is no word worth comparing.
pub const PASSED_OVER: u32 = u32::MAX;
/// Bytes of a word that its slot holds; words beyond are few.
const SHORT: usize = 16;
/// Bytes that must follow a word where it is read from, so that reading it is one step.
pub const PADDING: usize = SHORT;

/// A word as the table knows it: its bytes, or for a long one its place among the long ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Key {
    value: u128,
    length: u32,
}

impl Key {
    const LONG: u32 = u32::MAX;

    fn slot(self, slots: usize) -> usize {
        const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
        let folded = (self.value as u64 ^ u64::from(self.length)).wrapping_mul(MIX);
        let mixed = (folded.rotate_left(29) ^ (self.value >> 64) as u64).wrapping_mul(MIX);
        (mixed >> 32) as usize & (slots - 1)
    }
}

/// What is known of a word; two share a line of memory.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Slot {
    value: u128,
    /// 0 where the slot is free.
    length: u32,
    number: u32,
    /// The text in which it was met last, and its entry there.
    text: u32,
    entry: u32,
}

const FREE: Slot = Slot { value: 0, length: 0, number: 0, text: 0, entry: 0 };

impl Slot {
    fn key(&self) -> Key {
        Key { value: self.value, length: self.length }
    }
}

/// Texts as words and counts: those of text i stand at `starts[i]..starts[i + 1]`.
pub struct Entries {
    pub starts: Vec<i64>,
    pub words: Vec<i32>,
    pub counts: Vec<i32>,
}

impl Default for Entries {
    fn default() -> Self {
        Self { starts: vec![0], words: Vec::new(), counts: Vec::new() }
    }
}

/// The numbers of words, in the order in which they were learned.
pub struct WordTable {
    slots: Vec<Slot>,
    used: usize,
    long: FxHashMap<Box<str>, u32>,
    /// All words that have numbers, one after the other, and where each ends.
    pub text: String,
    pub ends: Vec<i64>,
    texts: u32,
    keys: Vec<(Key, Range<usize>)>,
}

impl Default for WordTable {
    fn default() -> Self {
        Self {
            slots: vec![FREE; 1 << 12],
            used: 0,
            long: FxHashMap::default(),
            text: String::new(),
            ends: Vec::new(),
            texts: 0,
            keys: Vec::new(),
        }
    }
}

impl WordTable {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Count the words of a text, which lie in `buffer` with `PADDING` behind them.
    ///
    /// Where `learn`, new words get numbers if they are `worth` it; else they are passed over.
    pub fn count(
        &mut self,
        buffer: &str,
        words: impl Iterator<Item = Range<usize>>,
        learn: bool,
        worth: impl Fn(&str) -> bool,
        entries: &mut Entries,
    ) {
        self.begin();
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        for word in words {
            let Some(key) = self.key(buffer, word.clone(), learn) else { continue };
            prefetch_lines(&self.slots[key.slot(self.slots.len())..][..1], 1);
            keys.push((key, word));
        }
        for (key, word) in keys.drain(..) {
            let Some(at) = self.place(key, &buffer[word], learn, &worth) else { continue };
            let slot = &mut self.slots[at];
            if slot.number == PASSED_OVER {
                continue;
            }
            if slot.text == self.texts {
                entries.counts[slot.entry as usize] += 1;
            } else {
                slot.text = self.texts;
                slot.entry = entries.words.len() as u32;
                entries.words.push(slot.number as i32);
                entries.counts.push(1);
            }
        }
        self.keys = keys;
        entries.starts.push(entries.words.len() as i64);
    }

    /// Give a word a number if it has none.
    pub fn learn(&mut self, word: &str) {
        let padded = format!("{word}{:PADDING$}", "");
        if let Some(key) = self.key(&padded, 0..word.len(), true) {
            self.place(key, word, true, &|_: &str| true);
        }
    }

    fn begin(&mut self) {
        if self.texts == u32::MAX {
            self.slots.iter_mut().for_each(|slot| slot.text = 0);
            self.texts = 0;
        }
        self.texts += 1;
    }

    /// None for a word that is not known and is not to be learned.
    #[inline]
    fn key(&mut self, buffer: &str, word: Range<usize>, learn: bool) -> Option<Key> {
        let length = word.len();
        if (1..=SHORT).contains(&length) {
            let bytes: [u8; SHORT] = buffer.as_bytes()[word.start..][..SHORT].try_into().expect("sixteen bytes");
            let value = u128::from_le_bytes(bytes) << (8 * (SHORT - length));
            return Some(Key { value, length: length as u32 });
        }
        let word = &buffer[word];
        let known = self.long.get(word).copied();
        let place = match known {
            None if learn => {
                let place = self.long.len() as u32;
                self.long.insert(word.into(), place);
                place
            }
            known => known?,
        };
        Some(Key { value: u128::from(place), length: Key::LONG })
    }

    /// Where a word stands; it is put there first if it is new and `learn`.
    #[inline]
    fn place(&mut self, key: Key, word: &str, learn: bool, worth: &impl Fn(&str) -> bool) -> Option<usize> {
        let mut at = key.slot(self.slots.len());
        loop {
            let slot = &self.slots[at];
            if slot.key() == key {
                return Some(at);
            }
            if slot.length == 0 {
                return learn.then(|| self.insert(key, word, worth));
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    #[cold]
    fn insert(&mut self, key: Key, word: &str, worth: &impl Fn(&str) -> bool) -> usize {
        if (self.used + 1) * 2 > self.slots.len() {
            self.grow();
        }
        self.used += 1;
        let number = if worth(word) {
            self.text.push_str(word);
            self.ends.push(self.text.len() as i64);
            (self.ends.len() - 1) as u32
        } else {
            PASSED_OVER
        };
        self.put(Slot { value: key.value, length: key.length, number, ..FREE })
    }

    fn put(&mut self, slot: Slot) -> usize {
        let mut at = slot.key().slot(self.slots.len());
        while self.slots[at].length != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = slot;
        at
    }

    fn grow(&mut self) {
        let wider = vec![FREE; 2 * self.slots.len()];
        for slot in std::mem::replace(&mut self.slots, wider) {
            if slot.length != 0 {
                self.put(slot);
            }
        }
    }
}
