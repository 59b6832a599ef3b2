//! Which documents may answer a query, by their attributes; as `yanzhen.match.filters` defines it.

/// One condition on one attribute. Rows are one a query, or a single one for all.
pub enum Clause {
    Between { attribute: usize, low: Vec<f64>, high: Vec<f64> },
    OneOf { attribute: usize, values: Vec<f64>, width: usize },
}

/// The least and the greatest value of each attribute in a block; the other way round where there is none.
pub type Zone = Vec<(f64, f64)>;

impl Clause {
    fn attribute(&self) -> usize {
        match self {
            Self::Between { attribute, .. } | Self::OneOf { attribute, .. } => *attribute,
        }
    }

    fn meets(&self, query: usize, value: f64) -> bool {
        match self {
            Self::Between { low, high, .. } => value >= of_query(low, query) && value <= of_query(high, query),
            Self::OneOf { values, width, .. } => choices(values, *width, query).contains(&value),
        }
    }

    fn may_meet(&self, query: usize, (least, greatest): (f64, f64)) -> bool {
        match self {
            Self::Between { low, high, .. } => greatest >= of_query(low, query) && least <= of_query(high, query),
            Self::OneOf { values, width, .. } => {
                choices(values, *width, query).iter().any(|&value| value >= least && value <= greatest)
            }
        }
    }
}

fn of_query(ends: &[f64], query: usize) -> f64 {
    ends[if ends.len() == 1 { 0 } else { query }]
}

fn choices(values: &[f64], width: usize, query: usize) -> &[f64] {
    let row = if values.len() == width { 0 } else { query };
    &values[row * width..(row + 1) * width]
}

/// Whether a document meets every condition.
pub fn passes(clauses: &[Clause], query: usize, value: impl Fn(usize) -> f64) -> bool {
    clauses.iter().all(|clause| clause.meets(query, value(clause.attribute())))
}

/// Whether a block may have a document that does.
pub fn may_pass(clauses: &[Clause], query: usize, zone: &Zone) -> bool {
    clauses.iter().all(|clause| clause.may_meet(query, zone[clause.attribute()]))
}

/// The zone of a run of values of each attribute; unknown values (NaN) meet nothing and count for nothing.
pub fn zone_of<'a>(attributes: impl Iterator<Item = &'a [f64]>) -> Zone {
    attributes
        .map(|values| {
            values
                .iter()
                .filter(|value| !value.is_nan())
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)))
        })
        .collect()
}
