//! Texts as numbered words, cut as `yanzhen.match.words` cuts them.

use std::ops::Range;
use std::sync::{Mutex, OnceLock};

use jieba_rs::Jieba;
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::wordtable::{Entries, PADDING, WordTable};

/// Texts that are taken from Python at a time.
const AT_ONCE: usize = 1024;
/// How single characters are spelt; texts of other characters are cut by the caller.
struct Spelling {
    /// Character of the first plane -> 0 unknown here, 1 itself, else 2 + place in `others`.
    kinds: Vec<u16>,
    others: Vec<Box<str>>,
    /// Characters that make a word worth comparing.
    telling: FxHashSet<char>,
    stop_words: FxHashSet<Box<str>>,
}

impl Spelling {
    /// Put the text as it is compared behind `spelt`; false where it has a character of which nothing is known.
    fn spell(&self, text: &str, spelt: &mut String) -> bool {
        let (before, mut copied) = (spelt.len(), 0);
        for (at, character) in text.char_indices() {
            match self.kinds.get(character as usize) {
                None | Some(0) => {
                    spelt.truncate(before);
                    return false;
                }
                Some(1) => {}
                Some(&other) => {
                    spelt.push_str(&text[copied..at]);
                    spelt.push_str(&self.others[usize::from(other) - 2]);
                    copied = at + character.len_utf8();
                }
            }
        }
        spelt.push_str(&text[copied..]);
        true
    }

    fn says_something(&self, word: &str) -> bool {
        !self.stop_words.contains(word) && word.chars().any(|character| self.telling.contains(&character))
    }
}

type Numbered<'py> = (Bound<'py, PyArray1<i64>>, Bound<'py, PyArray1<i32>>, Bound<'py, PyArray1<i32>>);

fn numbered(py: Python<'_>, entries: Entries) -> Numbered<'_> {
    (entries.starts.into_pyarray(py), entries.words.into_pyarray(py), entries.counts.into_pyarray(py))
}

/// The words of a collection and their numbers. All methods may be called from several threads.
#[pyclass(frozen, module = "yanzhen_kernel")]
pub struct Vocabulary {
    spelling: Spelling,
    table: Mutex<WordTable>,
}

/// Texts taken from Python, one after the other.
#[derive(Default)]
struct Portion {
    buffer: String,
    texts: Vec<Text>,
}

/// Where a text lies, and the words of one that the caller cut.
struct Text {
    place: Range<usize>,
    cut: Option<Vec<Range<usize>>>,
}

#[pymethods]
impl Vocabulary {
    /// `spelt` says how single characters are spelt, `telling` which make a word worth comparing.
    #[new]
    fn new(spelt: FxHashMap<char, String>, telling: &str, stop_words: Vec<String>) -> PyResult<Self> {
        let (mut kinds, mut others) = (vec![0; 1 << 16], Vec::new());
        for (character, spelling) in spelt {
            let Some(kind) = kinds.get_mut(character as usize) else { continue };
            if spelling.chars().eq([character]) {
                *kind = 1;
            } else {
                *kind = u16::try_from(others.len() + 2)?;
                others.push(spelling.into());
            }
        }
        let spelling = Spelling {
            kinds,
            others,
            telling: telling.chars().collect(),
            stop_words: stop_words.into_iter().map(Into::into).collect(),
        };
        Ok(Self { spelling, table: Mutex::default() })
    }

    fn __len__(&self) -> usize {
        self.table.lock().expect("unpoisoned").len()
    }

    /// Each text as its words and counts: starts, numbers, counts. New words get numbers if `learn`.
    ///
    /// `cut` gives the words of texts with characters that are not known here.
    fn of_texts<'py>(
        &self,
        py: Python<'py>,
        texts: Vec<Bound<'py, PyString>>,
        learn: bool,
        cut: &Bound<'py, PyAny>,
    ) -> PyResult<Numbered<'py>> {
        let mut entries = Entries::default();
        let mut portion = Portion::default();
        for texts in texts.chunks(AT_ONCE) {
            portion.clear();
            for text in texts {
                self.take(text, cut, &mut portion)?;
            }
            py.detach(|| self.count_all(&mut portion, learn, &mut entries));
            py.check_signals()?;
        }
        Ok(numbered(py, entries))
    }

    /// All words in the order of their numbers, one after the other in UTF-8, and where each ends.
    fn listed<'py>(&self, py: Python<'py>) -> (Bound<'py, PyBytes>, Bound<'py, PyArray1<i64>>) {
        let table = self.table.lock().expect("unpoisoned");
        (PyBytes::new(py, table.text.as_bytes()), PyArray1::from_slice(py, &table.ends))
    }

    /// Learn the words of a list as `listed` gives it.
    fn learn(&self, text: &str, ends: Vec<usize>) -> PyResult<()> {
        let mut table = self.table.lock().expect("unpoisoned");
        let mut start = 0;
        for end in ends {
            let word = text.get(start..end).ok_or_else(|| pyo3::exceptions::PyValueError::new_err("no such words"))?;
            table.learn(word);
            start = end;
        }
        Ok(())
    }
}

impl Portion {
    fn clear(&mut self) {
        self.buffer.clear();
        self.texts.clear();
    }
}

impl Vocabulary {
    fn take(&self, text: &Bound<'_, PyString>, cut: &Bound<'_, PyAny>, portion: &mut Portion) -> PyResult<()> {
        let start = portion.buffer.len();
        // Encoded anew: what Python keeps with a text once it was asked for would double the memory of a collection.
        if let Ok(encoded) = text.encode_utf8()
            && let Ok(plain) = std::str::from_utf8(encoded.as_bytes())
            && self.spelling.spell(plain, &mut portion.buffer)
        {
            portion.texts.push(Text { place: start..portion.buffer.len(), cut: None });
            return Ok(());
        }
        let cut: Vec<String> = cut.call1((text,))?.extract()?;
        let mut words = Vec::with_capacity(cut.len());
        for word in cut {
            let start = portion.buffer.len();
            portion.buffer.push_str(&word);
            words.push(start..portion.buffer.len());
        }
        portion.texts.push(Text { place: start..portion.buffer.len(), cut: Some(words) });
        Ok(())
    }

    fn count_all(&self, portion: &mut Portion, learn: bool, entries: &mut Entries) {
        let mut table = self.table.lock().expect("unpoisoned");
        portion.buffer.extend([' '; PADDING]);
        let buffer = portion.buffer.as_str();
        for Text { place, cut } in &portion.texts {
            if let Some(words) = cut {
                table.count(buffer, words.iter().cloned(), learn, |_| true, entries);
            } else {
                let words = dictionary().cut_for_search(&buffer[place.clone()], true);
                let words = words.iter().map(|word| place.start + word.byte_start..place.start + word.byte_end);
                table.count(buffer, words, learn, |word| self.spelling.says_something(word), entries);
            }
        }
    }
}

fn dictionary() -> &'static Jieba {
    static DICTIONARY: OnceLock<Jieba> = OnceLock::new();
    DICTIONARY.get_or_init(Jieba::new)
}
