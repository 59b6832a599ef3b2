//! Python's own strings and the numbers of the words that they are, found by the hash that Python keeps with each.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::adding::{prefetch_at, prefetch_lines};
use crate::wordtable::{Entries, PASSED_OVER, WordTable};

#[derive(Clone, Copy)]
struct Slot {
    hash: u64,
    /// Place among the strings; `FREE` if there is none.
    place: u32,
}

const FREE: u32 = u32::MAX;

const WRITTEN_OUT: char = '\0';

/// A word that UTF-8 cannot tell, as it has halves of characters, or that looks like one that was written out: no two
/// words are written alike.
fn written_out(word: &Bound<'_, PyString>) -> PyResult<String> {
    let escaped = word.call_method1("replace", ("\\", "\\\\"))?;
    let bytes: Vec<u8> = escaped.call_method1("encode", ("utf-8", "backslashreplace"))?.extract()?;
    Ok(format!("{WRITTEN_OUT}{}", String::from_utf8(bytes)?))
}

/// Strings that were met in bags, with the numbers of their words.
pub struct StringTable {
    slots: Vec<Slot>,
    strings: Vec<(Py<PyString>, u32)>,
    asked: Vec<(u64, i32)>,
}

impl Default for StringTable {
    fn default() -> Self {
        Self { slots: vec![Slot { hash: 0, place: FREE }; 1 << 12], strings: Vec::new(), asked: Vec::new() }
    }
}

impl StringTable {
    /// Put the words of a bag behind `entries`; new ones get numbers if `learn`, else they are passed over.
    pub fn count(
        &mut self,
        bag: &Bound<'_, PyDict>,
        learn: bool,
        table: &mut WordTable,
        entries: &mut Entries,
    ) -> PyResult<()> {
        let mut words: Vec<Bound<'_, PyString>> = Vec::with_capacity(bag.len());
        self.asked.clear();
        for (word, count) in bag {
            let hash = word.hash()? as u64;
            prefetch_lines(&self.slots[self.first(hash)..][..1], 1);
            self.asked.push((hash, count.extract()?));
            words.push(word.cast_into()?);
        }
        let asked = std::mem::take(&mut self.asked);
        for &(hash, _) in &asked {
            let place = self.slots[self.first(hash)].place;
            if let Some((string, _)) = self.strings.get(place as usize) {
                prefetch_at(string.as_ptr());
            }
        }
        for (word, &(hash, count)) in words.iter().zip(&asked) {
            let number = self.number(word, hash, learn, table)?;
            if number != PASSED_OVER {
                entries.words.push(number as i32);
                entries.counts.push(count);
            }
        }
        self.asked = asked;
        entries.starts.push(entries.words.len() as i64);
        Ok(())
    }

    fn first(&self, hash: u64) -> usize {
        (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & (self.slots.len() - 1)
    }

    fn number(&mut self, word: &Bound<'_, PyString>, hash: u64, learn: bool, table: &mut WordTable) -> PyResult<u32> {
        let mut at = self.first(hash);
        loop {
            let slot = self.slots[at];
            if slot.place == FREE {
                break;
            }
            if slot.hash == hash {
                let (string, number) = &self.strings[slot.place as usize];
                if string.is(word) || word.as_any().eq(string)? {
                    return Ok(*number);
                }
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        let number = match word.to_cow() {
            Ok(text) if !text.starts_with(WRITTEN_OUT) => table.number(&text, learn),
            _ => table.number(&written_out(word)?, learn),
        };
        if number != PASSED_OVER {
            self.insert(word.clone().unbind(), hash, number);
        }
        Ok(number)
    }

    fn insert(&mut self, word: Py<PyString>, hash: u64, number: u32) {
        if (self.strings.len() + 1) * 2 > self.slots.len() {
            let wider = vec![Slot { hash: 0, place: FREE }; 2 * self.slots.len()];
            for slot in std::mem::replace(&mut self.slots, wider) {
                if slot.place != FREE {
                    self.put(slot);
                }
            }
        }
        self.put(Slot { hash, place: self.strings.len() as u32 });
        self.strings.push((word, number));
    }

    fn put(&mut self, slot: Slot) {
        let mut at = self.first(slot.hash);
        while self.slots[at].place != FREE {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = slot;
    }
}
