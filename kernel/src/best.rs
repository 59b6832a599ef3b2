//! The best answers to one query so far.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// An answer; a greater one is a worse one, so that a heap has the worst on top.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub score: u64,
    pub id: i64,
}

impl Ord for Answer {
    fn cmp(&self, other: &Self) -> Ordering {
        other.score.cmp(&self.score).then(self.id.cmp(&other.id))
    }
}

impl PartialOrd for Answer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[derive(Default)]
pub struct Best {
    answers: BinaryHeap<Answer>,
}

impl Best {
    /// The score below which nothing gets in any more; 1 while there is room.
    pub fn threshold(&self, top: usize) -> u64 {
        if self.answers.len() < top { 1 } else { self.answers.peek().map_or(1, |worst| worst.score) }
    }

    pub fn has_room(&self, top: usize) -> bool {
        self.answers.len() < top
    }

    pub fn offer(&mut self, answer: Answer, top: usize) {
        if self.answers.len() < top {
            self.answers.push(answer);
        } else if let Some(mut worst) = self.answers.peek_mut()
            && answer < *worst
        {
            *worst = answer;
        }
    }

    /// Best first, equal scores by id.
    pub fn in_order(self) -> Vec<Answer> {
        self.answers.into_sorted_vec()
    }
}
