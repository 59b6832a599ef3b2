//! BM25 in whole numbers, as `yanzhen.match.bm25` defines it: idf and share in 4096ths, weights in thousandths.

const BITS: u32 = 12;
const ONE: f64 = 4096.0;
pub const SCALE: u64 = 1000;
// k1 * (1 - b) = 0.3 and k1 * b = 0.9, over a common denominator.
const FLAT: u64 = 3;
const SLOPE: u64 = 9;
const DENOMINATOR: u64 = 10;

/// What all weights depend on: how many documents there are, and how long they are together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub documents: u64,
    pub length: u64,
}

impl Totals {
    /// The average length, as a real number; 0 where there are no documents.
    pub fn average(self) -> f64 {
        if self.documents == 0 { 0.0 } else { self.length as f64 / self.documents as f64 }
    }

    /// idf in 4096ths of a word that stands in `df` documents.
    pub fn rarity(self, df: u32) -> u64 {
        let df = f64::from(df);
        let idf = ((self.documents as f64 - df + 0.5) / (df + 0.5)).ln_1p();
        (idf * ONE + 0.5).floor() as u64
    }

    /// What makes the shares in a document of `length` words.
    pub fn saturation(self, length: u64) -> Saturation {
        Saturation { unit: DENOMINATOR * self.length, flat: FLAT * self.length + SLOPE * self.documents * length }
    }
}

/// The shares in one document.
#[derive(Clone, Copy)]
pub struct Saturation {
    unit: u64,
    flat: u64,
}

impl Saturation {
    /// share in 4096ths of a word that counts `count` times, rounded half up.
    pub fn share(self, count: u32) -> u64 {
        let part = u64::from(count) * self.unit;
        let whole = part + self.flat;
        if part < 1 << 48 {
            ((part << (BITS + 1)) + whole) / (2 * whole)
        } else {
            let (part, whole) = (u128::from(part), u128::from(whole));
            (((part << (BITS + 1)) + whole) / (2 * whole)) as u64
        }
    }
}

/// The weight in thousandths, at least 1.
pub fn weight(idf: u64, share: u64) -> u64 {
    ((idf * share * SCALE + (1 << (2 * BITS - 1))) >> (2 * BITS)).max(1)
}
