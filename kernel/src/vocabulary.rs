//! Texts as numbered words, cut as `yanzhen.match.words` cuts them.

use std::sync::{Mutex, OnceLock};

use jieba_rs::Jieba;
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use rustc_hash::{FxHashMap, FxHashSet};

/// Texts that are taken from Python at a time.
const AT_ONCE: usize = 1024;
/// The number of what is no word worth comparing.
const PASSED_OVER: u32 = u32::MAX;

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
    /// The text as it is compared, in `spelt`; false where it has a character of which nothing is known.
    fn spell(&self, text: &str, spelt: &mut String) -> bool {
        spelt.clear();
        for character in text.chars() {
            match self.kinds.get(character as usize) {
                None | Some(0) => return false,
                Some(1) => spelt.push(character),
                Some(&other) => spelt.push_str(&self.others[usize::from(other) - 2]),
            }
        }
        true
    }

    fn says_something(&self, word: &str) -> bool {
        !self.stop_words.contains(word) && word.chars().any(|character| self.telling.contains(&character))
    }
}

#[derive(Default)]
struct Numbers {
    by_word: FxHashMap<Box<str>, u32>,
    words: Vec<Box<str>>,
    /// Word -> text in which it was met last, and its entry there.
    met: Vec<(u64, u32)>,
    texts: u64,
}

#[derive(Default)]
struct Entries {
    starts: Vec<i64>,
    words: Vec<i32>,
    counts: Vec<i32>,
}

impl Numbers {
    fn number(&mut self, word: &str, learn: bool, says_something: impl FnOnce(&str) -> bool) -> u32 {
        if let Some(&number) = self.by_word.get(word) {
            return number;
        }
        if !learn {
            return PASSED_OVER;
        }
        let number = if says_something(word) { self.words.len() as u32 } else { PASSED_OVER };
        self.by_word.insert(word.into(), number);
        if number != PASSED_OVER {
            self.words.push(word.into());
        }
        number
    }

    fn begin(&mut self) {
        self.texts += 1;
    }

    fn count(&mut self, number: u32, times: i32, entries: &mut Entries) {
        if number == PASSED_OVER {
            return;
        }
        self.met.resize(self.words.len(), (0, 0));
        let met = &mut self.met[number as usize];
        if met.0 == self.texts {
            entries.counts[met.1 as usize] += times;
        } else {
            *met = (self.texts, entries.words.len() as u32);
            entries.words.push(number as i32);
            entries.counts.push(times);
        }
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
    numbers: Mutex<Numbers>,
}

enum Text {
    Plain(String),
    Cut(Vec<String>),
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
        Ok(Self { spelling, numbers: Mutex::default() })
    }

    fn __len__(&self) -> usize {
        self.numbers.lock().expect("unpoisoned").words.len()
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
        let mut entries = Entries { starts: vec![0], ..Entries::default() };
        for portion in texts.chunks(AT_ONCE) {
            let mut taken = Vec::with_capacity(portion.len());
            for text in portion {
                taken.push(self.taken(text, cut)?);
            }
            py.detach(|| self.count_all(&taken, learn, &mut entries));
            py.check_signals()?;
        }
        Ok(numbered(py, entries))
    }

    /// All words in the order of their numbers, one after the other in UTF-8, and where each ends.
    fn listed<'py>(&self, py: Python<'py>) -> (Bound<'py, PyBytes>, Bound<'py, PyArray1<i64>>) {
        let numbers = self.numbers.lock().expect("unpoisoned");
        let mut ends = Vec::with_capacity(numbers.words.len());
        let mut text = String::new();
        for word in &numbers.words {
            text.push_str(word);
            ends.push(text.len() as i64);
        }
        (PyBytes::new(py, text.as_bytes()), ends.into_pyarray(py))
    }

    /// Learn the words of a list as `listed` gives it.
    fn learn(&self, text: &str, ends: Vec<usize>) -> PyResult<()> {
        let mut numbers = self.numbers.lock().expect("unpoisoned");
        let mut start = 0;
        for end in ends {
            let word = text.get(start..end).ok_or_else(|| pyo3::exceptions::PyValueError::new_err("no such words"))?;
            numbers.number(word, true, |_| true);
            start = end;
        }
        Ok(())
    }
}

impl Vocabulary {
    fn taken(&self, text: &Bound<'_, PyString>, cut: &Bound<'_, PyAny>) -> PyResult<Text> {
        // Encoded anew: what Python keeps with a text once it was asked for would double the memory of a collection.
        if let Ok(encoded) = text.encode_utf8()
            && let Ok(plain) = std::str::from_utf8(encoded.as_bytes())
        {
            let mut spelt = String::with_capacity(plain.len());
            if self.spelling.spell(plain, &mut spelt) {
                return Ok(Text::Plain(spelt));
            }
        }
        Ok(Text::Cut(cut.call1((text,))?.extract()?))
    }

    fn count_all(&self, texts: &[Text], learn: bool, entries: &mut Entries) {
        let mut numbers = self.numbers.lock().expect("unpoisoned");
        for text in texts {
            numbers.begin();
            match text {
                Text::Plain(spelt) => {
                    for token in dictionary().cut_for_search(spelt, true) {
                        let number = numbers.number(token.word, learn, |word| self.spelling.says_something(word));
                        numbers.count(number, 1, entries);
                    }
                }
                Text::Cut(words) => {
                    for word in words {
                        let number = numbers.number(word, learn, |_| true);
                        numbers.count(number, 1, entries);
                    }
                }
            }
            entries.starts.push(entries.words.len() as i64);
        }
    }
}

fn dictionary() -> &'static Jieba {
    static DICTIONARY: OnceLock<Jieba> = OnceLock::new();
    DICTIONARY.get_or_init(Jieba::new)
}
