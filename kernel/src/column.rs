//! Arrays that an index owns, or that lie in a file mapped into memory and belong to a NumPy array.

use std::ops::Deref;

use numpy::{Element, PyReadonlyArray1};
use pyo3::prelude::*;

/// A read-only array, wherever its values lie.
pub enum Column<T> {
    Owned(Vec<T>),
    #[allow(dead_code, reason = "the owner is held, not read")]
    Lent {
        owner: Py<PyAny>,
        start: *const T,
        len: usize,
    },
}

// The values behind `start` are never written, and `owner` keeps them in place.
unsafe impl<T: Sync> Send for Column<T> {}
unsafe impl<T: Sync> Sync for Column<T> {}

impl<T> Deref for Column<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::Owned(values) => values,
            // SAFETY: `lent` took pointer and length from a contiguous array that `owner` keeps alive.
            Self::Lent { start, len, .. } => unsafe { std::slice::from_raw_parts(*start, *len) },
        }
    }
}

impl<T> From<Vec<T>> for Column<T> {
    fn from(values: Vec<T>) -> Self {
        Self::Owned(values)
    }
}

impl<T: Element + Copy> Column<T> {
    /// The values of a contiguous array that nobody writes to any more.
    pub fn lent(array: &Bound<'_, PyAny>) -> PyResult<Self> {
        let read: PyReadonlyArray1<'_, T> = array.extract()?;
        let values = read.as_slice()?;
        let (start, len) = (values.as_ptr(), values.len());
        if len == 0 || start.align_offset(align_of::<T>()) != 0 {
            return Ok(Self::Owned(values.to_vec()));
        }
        Ok(Self::Lent { owner: array.clone().unbind(), start, len })
    }
}
