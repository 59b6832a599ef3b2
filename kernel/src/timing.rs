//! Slots for chosen meetings: list edge colouring by alternating paths and ejection chains, then exchanges that gain. What
//! has to be kept is the `Frame` of `yanzhen.meet.frame`; `yanzhen.meet.backends.reference` says the same slowly.

use std::time::{Duration, Instant};

use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

const NONE: i32 = -1;
/// So many slots at most are looked at for each side of a swap, and meetings of a full hall to make room.
const TRIED: usize = 64;

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, limit: usize) -> usize {
        ((self.next() >> 32) as usize * limit) >> 32
    }
}

struct Rules {
    one: Vec<usize>,
    other: Vec<usize>,
    /// Worth, musts above all else.
    gain: Vec<i64>,
    open: Vec<bool>,
    hall: Vec<usize>,
    tables: Vec<i64>,
    room: Vec<i64>,
    language: Vec<i64>,
    interpreters: Vec<i64>,
    least: Vec<i64>,
    most: Vec<i64>,
    /// What each meeting up to the minimum of a participant adds.
    floor: i64,
    travel: usize,
    online: usize,
    slots: usize,
}

struct Table<'a> {
    rules: &'a Rules,
    /// (people, slots): the meeting that each has in each slot.
    at: Vec<i32>,
    slot: Vec<i32>,
    held: Vec<i64>,
    total: Vec<i64>,
    spoken: Vec<i64>,
    degree: Vec<i64>,
    worth: i64,
    dice: Dice,
}

impl Table<'_> {
    fn sides(&self, e: usize) -> [usize; 2] {
        [self.rules.one[e], self.rules.other[e]]
    }

    fn open(&self, e: usize, t: usize) -> bool {
        self.rules.open[e * self.rules.slots + t]
    }

    fn meeting(&self, p: usize, t: usize) -> Option<usize> {
        usize::try_from(self.at[p * self.rules.slots + t]).ok()
    }

    fn apart(&self, e: usize, f: usize) -> bool {
        let (here, there, online) = (self.rules.hall[e], self.rules.hall[f], self.rules.online);
        here != there && here != online && there != online
    }

    /// Whether a table and an interpreter are left.
    fn has_room(&self, e: usize, t: usize) -> bool {
        let (rules, slots) = (self.rules, self.rules.slots);
        let hall = rules.hall[e];
        let spoken = rules.language[e];
        self.held[hall * slots + t] < rules.tables[hall * slots + t]
            && (hall == rules.online || self.total[t] < rules.room[t])
            && (spoken < 0
                || self.spoken[spoken as usize * slots + t] < rules.interpreters[spoken as usize * slots + t])
    }

    /// The meetings of both sides that can't be beside this one in this slot.
    fn blockers(&self, e: usize, t: usize, found: &mut Vec<usize>) {
        found.clear();
        let reach = self.rules.travel;
        for p in self.sides(e) {
            for near in t.saturating_sub(reach)..(t + reach + 1).min(self.rules.slots) {
                if let Some(f) = self.meeting(p, near)
                    && (near == t || self.apart(e, f))
                    && !found.contains(&f)
                {
                    found.push(f);
                }
            }
        }
    }

    fn is_blocked(&self, e: usize, t: usize) -> bool {
        let reach = self.rules.travel;
        self.sides(e).into_iter().any(|p| {
            (t.saturating_sub(reach)..(t + reach + 1).min(self.rules.slots))
                .any(|near| self.meeting(p, near).is_some_and(|f| near == t || self.apart(e, f)))
        })
    }

    fn has_degree(&self, e: usize) -> bool {
        self.sides(e).into_iter().all(|p| self.degree[p] < self.rules.most[p])
    }

    fn fits(&self, e: usize, t: usize) -> bool {
        self.open(e, t) && self.has_degree(e) && self.has_room(e, t) && !self.is_blocked(e, t)
    }

    fn count(&mut self, e: usize, t: usize, by: i64) {
        let slots = self.rules.slots;
        let hall = self.rules.hall[e];
        self.held[hall * slots + t] += by;
        if hall != self.rules.online {
            self.total[t] += by;
        }
        if let Ok(spoken) = usize::try_from(self.rules.language[e]) {
            self.spoken[spoken * slots + t] += by;
        }
    }

    fn insert(&mut self, e: usize, t: usize) {
        self.slot[e] = t as i32;
        self.count(e, t, 1);
        self.worth += self.rules.gain[e];
        for p in self.sides(e) {
            self.at[p * self.rules.slots + t] = e as i32;
            if self.degree[p] < self.rules.least[p] {
                self.worth += self.rules.floor;
            }
            self.degree[p] += 1;
        }
    }

    fn remove(&mut self, e: usize) -> usize {
        let t = self.slot[e] as usize;
        self.slot[e] = NONE;
        self.count(e, t, -1);
        self.worth -= self.rules.gain[e];
        for p in self.sides(e) {
            self.at[p * self.rules.slots + t] = NONE;
            self.degree[p] -= 1;
            if self.degree[p] < self.rules.least[p] {
                self.worth -= self.rules.floor;
            }
        }
        t
    }

    /// Into the emptiest slot that is free for it.
    fn place_free(&mut self, e: usize) -> bool {
        if !self.has_degree(e) {
            return false;
        }
        let hall = self.rules.hall[e] * self.rules.slots;
        let best = (0..self.rules.slots)
            .filter(|&t| self.open(e, t) && self.has_room(e, t) && !self.is_blocked(e, t))
            .min_by_key(|&t| (self.held[hall + t], t));
        if let Some(t) = best {
            self.insert(e, t);
        }
        best.is_some()
    }

    /// Exchange two slots along the path of meetings that starts with the one of `p` in slot `a`; false, and nothing
    /// changed, where that can't be.
    fn swap(&mut self, p: usize, a: usize, b: usize, path: &mut Vec<(usize, usize)>) -> bool {
        path.clear();
        let (mut here, mut from, mut to) = (p, a, b);
        while let Some(e) = self.meeting(here, from) {
            if !self.open(e, to) {
                return false;
            }
            path.push((e, from));
            let [one, other] = self.sides(e);
            here = if one == here { other } else { one };
            (from, to) = (to, from);
            if here == p {
                return false;
            }
        }
        if path.is_empty() {
            return false;
        }
        for &(e, _) in path.iter() {
            self.remove(e);
        }
        for done in 0..path.len() {
            let (e, from) = path[done];
            let to = if from == a { b } else { a };
            if !self.has_room(e, to) || self.is_blocked(e, to) {
                self.undo(path, done);
                return false;
            }
            self.insert(e, to);
        }
        true
    }

    /// Put the meetings of a path back, of which the first `done` have moved.
    fn undo(&mut self, path: &[(usize, usize)], done: usize) {
        for &(e, _) in &path[..done] {
            self.remove(e);
        }
        for &(e, from) in path {
            self.insert(e, from);
        }
    }

    /// Free a slot by a swap of two slots on one side.
    fn place_by_swap(&mut self, e: usize, path: &mut Vec<(usize, usize)>) -> bool {
        if !self.has_degree(e) {
            return false;
        }
        let [one, other] = self.sides(e);
        for a in 0..self.rules.slots {
            if !self.open(e, a) {
                continue;
            }
            let busy = [self.meeting(one, a).is_some(), self.meeting(other, a).is_some()];
            let p = match busy {
                [true, false] => one,
                [false, true] => other,
                [false, false] if !self.has_room(e, a) => {
                    if self.make_room(e, a, path) {
                        self.insert(e, a);
                        return true;
                    }
                    continue;
                }
                _ => continue,
            };
            for b in 0..self.rules.slots {
                if b == a || self.meeting(p, b).is_some() || !self.swap(p, a, b, path) {
                    continue;
                }
                if self.fits(e, a) {
                    self.insert(e, a);
                    return true;
                }
                let moved = path.len();
                self.undo(path, moved);
            }
        }
        false
    }

    /// Move one meeting of the hall out of a full slot, so that `e` fits there.
    fn make_room(&mut self, e: usize, t: usize, path: &mut Vec<(usize, usize)>) -> bool {
        let people = self.degree.len();
        let start = self.dice.below(people);
        let mut tried = 0;
        for step in 0..people {
            let p = (start + step) % people;
            let Some(f) = self.meeting(p, t) else { continue };
            if self.rules.hall[f] != self.rules.hall[e] && self.rules.language[f] != self.rules.language[e] {
                continue;
            }
            tried += 1;
            if tried > TRIED {
                return false;
            }
            for other in 0..self.rules.slots {
                if other == t || !self.has_room(f, other) || self.meeting(p, other).is_some() {
                    continue;
                }
                if self.swap(p, t, other, path) {
                    if self.fits(e, t) {
                        return true;
                    }
                    let moved = path.len();
                    self.undo(path, moved);
                }
            }
        }
        false
    }

    fn loss(&self, e: usize) -> i64 {
        let floors = self.sides(e).into_iter().filter(|&p| self.degree[p] <= self.rules.least[p]).count();
        self.rules.gain[e] + self.rules.floor * floors as i64
    }

    /// The cheapest of some meetings that hold what `e` lacks in a slot.
    fn cheapest_in(&mut self, e: usize, t: usize) -> Option<usize> {
        let people = self.degree.len();
        let start = self.dice.below(people);
        let mut best = None;
        let mut seen = 0;
        for step in 0..people {
            let Some(f) = self.meeting((start + step) % people, t) else { continue };
            let spoken = self.rules.language[e] >= 0 && self.rules.language[f] == self.rules.language[e];
            let same = self.rules.hall[f] == self.rules.hall[e];
            let hall = self.rules.hall[e] * self.rules.slots + t;
            let full = self.held[hall] >= self.rules.tables[hall];
            if (full && !same) || (!full && !spoken && self.rules.hall[f] == self.rules.online) {
                continue;
            }
            let lost = (self.loss(f), f);
            if best.is_none_or(|known| lost < known) {
                best = Some(lost);
            }
            seen += 1;
            if seen > TRIED {
                break;
            }
        }
        best.map(|(_, f)| f)
    }

    /// Put `e` into a slot whatever is in its way; what has to go is noted with the slot it had.
    fn force(&mut self, e: usize, t: usize, gone: &mut Vec<(usize, usize)>, buffer: &mut Vec<usize>) -> bool {
        gone.clear();
        self.blockers(e, t, buffer);
        for &f in buffer.iter() {
            let had = self.remove(f);
            gone.push((f, had));
        }
        for p in self.sides(e) {
            while self.degree[p] >= self.rules.most[p] {
                let cheapest =
                    (0..self.rules.slots).filter_map(|s| self.meeting(p, s)).min_by_key(|&f| (self.loss(f), f));
                let Some(f) = cheapest else { break };
                let had = self.remove(f);
                gone.push((f, had));
            }
        }
        for _ in 0..3 {
            if self.has_room(e, t) {
                break;
            }
            let Some(f) = self.cheapest_in(e, t) else { break };
            let had = self.remove(f);
            gone.push((f, had));
        }
        if self.fits(e, t) {
            self.insert(e, t);
            return true;
        }
        self.restore(gone);
        false
    }

    fn restore(&mut self, gone: &[(usize, usize)]) {
        for &(f, had) in gone.iter().rev() {
            self.insert(f, had);
        }
    }

    /// Ejection chains with a tabu list: those that wait push others out, until nobody waits or the steps are used up.
    fn eject(&mut self, chosen: &[usize], steps: usize, until: Option<Instant>) {
        let mut path = Vec::new();
        let mut waiting: Vec<usize> = Vec::new();
        for &e in chosen {
            if !self.place_free(e) && !self.place_by_swap(e, &mut path) {
                waiting.push(e);
            }
        }
        let mut best = (self.worth, self.slot.clone());
        let (mut tabu, slots) = (vec![0_u32; self.slot.len() * self.rules.slots], self.rules.slots);
        let (mut gone, mut buffer) = (Vec::new(), Vec::new());
        for step in 1..=steps {
            if waiting.is_empty() || (step % 64 == 0 && until.is_some_and(|end| Instant::now() >= end)) {
                break;
            }
            let e = waiting.swap_remove(self.dice.below(waiting.len()));
            if !self.place_free(e) && !self.place_by_swap(e, &mut path) {
                let mut choice: Option<(i64, usize)> = None;
                for t in 0..slots {
                    if !self.open(e, t) || tabu[e * slots + t] as usize > step {
                        continue;
                    }
                    self.blockers(e, t, &mut buffer);
                    let mut cost: i64 = buffer.iter().map(|&f| self.loss(f)).sum();
                    cost = cost * 16 + self.dice.below(16) as i64 * (self.rules.gain[e] / 8).clamp(1, 1 << 20);
                    if choice.is_none_or(|(known, _)| cost < known) {
                        choice = Some((cost, t));
                    }
                }
                let forced = choice.filter(|&(_, t)| self.force(e, t, &mut gone, &mut buffer));
                if forced.is_none() {
                    waiting.push(e);
                } else {
                    for &(f, had) in &gone {
                        let wait = 5 + self.dice.below(10) + waiting.len();
                        tabu[f * slots + had] = (step + wait) as u32;
                        waiting.push(f);
                    }
                }
            }
            if self.worth > best.0 {
                best = (self.worth, self.slot.clone());
            }
        }
        self.resume(&best.1);
    }

    fn resume(&mut self, slot: &[i32]) {
        for (e, &t) in slot.iter().enumerate() {
            if self.slot[e] >= 0 && self.slot[e] != t {
                self.remove(e);
            }
        }
        for (e, &t) in slot.iter().enumerate() {
            if t >= 0 && self.slot[e] < 0 {
                self.insert(e, t as usize);
            }
        }
    }

    /// Take in whatever gains, in the place of what is worth less, until nothing does.
    fn exchange(&mut self, order: &[usize], rounds: usize, goal: i64, until: Option<Instant>) {
        let mut path = Vec::new();
        let (mut gone, mut buffer) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            let before = self.worth;
            if before >= goal {
                return;
            }
            for &e in order {
                if until.is_some_and(|end| Instant::now() >= end) {
                    return;
                }
                if self.slot[e] >= 0 || self.place_free(e) || self.place_by_swap(e, &mut path) {
                    continue;
                }
                for t in 0..self.rules.slots {
                    if !self.open(e, t) {
                        continue;
                    }
                    let worth = self.worth;
                    if !self.force(e, t, &mut gone, &mut buffer) {
                        continue;
                    }
                    let mut moved = Vec::new();
                    for &(f, _) in &gone {
                        if self.place_free(f) {
                            moved.push(f);
                        }
                    }
                    if self.worth > worth {
                        break;
                    }
                    for f in moved {
                        self.remove(f);
                    }
                    self.remove(e);
                    self.restore(&gone);
                }
            }
            if self.worth == before {
                return;
            }
        }
    }
}

/// The slot of each meeting, -1 for none.
///
/// one, other: (m,) the sides of each meeting; gain: (m,) what it is worth, musts above all else; chosen: the meetings
/// that should have a slot, first the most urgent; order: those that may come in where that gains; open: (m, slots);
/// hall: (m,); tables: (halls, slots); room: (slots,) over all halls but `online`; language: (m,), -1 for none;
/// interpreters: (languages, slots); least, most: (people,); floor: what each meeting up to `least` adds; goal: a
/// sum that can't be exceeded; steps: of ejection; rounds: of exchange; seconds: 0 for no limit.
#[pyfunction]
pub fn time_meetings<'py>(
    py: Python<'py>,
    one: PyReadonlyArray1<'py, i64>,
    other: PyReadonlyArray1<'py, i64>,
    gain: PyReadonlyArray1<'py, i64>,
    chosen: PyReadonlyArray1<'py, i64>,
    order: PyReadonlyArray1<'py, i64>,
    open: PyReadonlyArray2<'py, bool>,
    hall: PyReadonlyArray1<'py, i64>,
    tables: PyReadonlyArray2<'py, i64>,
    room: PyReadonlyArray1<'py, i64>,
    language: PyReadonlyArray1<'py, i64>,
    interpreters: PyReadonlyArray2<'py, i64>,
    least: PyReadonlyArray1<'py, i64>,
    most: PyReadonlyArray1<'py, i64>,
    floor: i64,
    goal: i64,
    travel: usize,
    online: i64,
    seed: u64,
    steps: usize,
    rounds: usize,
    seconds: f64,
) -> PyResult<Bound<'py, PyArray1<i64>>> {
    let (meetings, slots) = (open.shape()[0], open.shape()[1]);
    let (people, halls) = (most.shape()[0], tables.shape()[0]);
    let numbers = |array: &PyReadonlyArray1<'py, i64>| -> PyResult<Vec<i64>> { Ok(array.as_slice()?.to_vec()) };
    let below = |array: &PyReadonlyArray1<'py, i64>, limit: usize| -> PyResult<Vec<usize>> {
        array
            .as_slice()?
            .iter()
            .map(|&number| usize::try_from(number).ok().filter(|&number| number < limit))
            .collect::<Option<Vec<usize>>>()
            .ok_or_else(|| PyValueError::new_err("a number of the timetable is out of range"))
    };
    let rules = Rules {
        one: below(&one, people)?,
        other: below(&other, people)?,
        gain: numbers(&gain)?,
        open: open.as_slice()?.to_vec(),
        hall: below(&hall, halls)?,
        tables: tables.as_slice()?.to_vec(),
        room: numbers(&room)?,
        language: numbers(&language)?,
        interpreters: interpreters.as_slice()?.to_vec(),
        least: numbers(&least)?,
        most: numbers(&most)?,
        floor,
        travel,
        online: usize::try_from(online).unwrap_or(usize::MAX),
        slots,
    };
    let (chosen, order) = (below(&chosen, meetings)?, below(&order, meetings)?);
    let languages = interpreters.shape()[0];
    let fit = [rules.one.len(), rules.other.len(), rules.gain.len(), rules.hall.len(), rules.language.len()]
        .iter()
        .all(|&length| length == meetings)
        && rules.one.iter().zip(&rules.other).all(|(one, other)| one != other)
        && rules.language.iter().all(|&spoken| spoken < languages as i64)
        && tables.shape()[1] == slots
        && rules.room.len() == slots
        && (languages == 0 || interpreters.shape()[1] == slots)
        && rules.least.len() == people
        && meetings < i32::MAX as usize;
    if !fit {
        return Err(PyValueError::new_err("the parts of the timetable do not fit together"));
    }
    let slot = py.detach(|| {
        let mut table = Table {
            rules: &rules,
            at: vec![NONE; people * slots],
            slot: vec![NONE; meetings],
            held: vec![0; halls * slots],
            total: vec![0; slots],
            spoken: vec![0; languages * slots],
            degree: vec![0; people],
            worth: 0,
            dice: Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
        };
        let end = (seconds > 0.0).then(|| Instant::now() + Duration::from_secs_f64(seconds));
        table.eject(&chosen, steps, end);
        table.exchange(&order, rounds, goal, end);
        table.slot.iter().map(|&t| i64::from(t)).collect::<Vec<i64>>()
    });
    Ok(slot.to_pyarray(py))
}
