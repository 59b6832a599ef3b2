//! Moving timed meetings so that participants wait less: chains between two slots, taken as annealing takes them.
//!
//! All meetings that a chain of shared participants links in slots a and b change places together (Kempe's chains): nobody
//! is in two meetings at once before or after, and only the participants at its two ends are busy at other times than
//! before, so that a step looks at the chain and at four slots of two people. In whole numbers throughout, step by step as
//! `yanzhen.meet.gap_backends.reference`.

const NONE: u32 = u32::MAX;
/// So many are asked whether a chain of theirs makes up for a table that is lacking.
const TRIES: usize = 12;

/// What every timetable keeps.
///
/// `open`: (meetings, slots). Whatever is shared, tables of a hall or interpreters, is a row of `limits` (rows, slots), and
/// `needs` (meetings, `kinds`) says which rows a meeting takes one of; `NONE` for none. `hall` is where people walk
/// between; to `online` nobody walks.
pub struct Ground {
    pub slots: usize,
    pub people: usize,
    pub one: Vec<u32>,
    pub other: Vec<u32>,
    pub hall: Vec<u32>,
    pub halls: usize,
    pub online: u32,
    pub open: Vec<bool>,
    pub kinds: usize,
    pub needs: Vec<u32>,
    pub limits: Vec<i64>,
    pub travel: usize,
}

impl Ground {
    fn needs_of(&self, meeting: usize) -> impl Iterator<Item = usize> {
        let needs = &self.needs[meeting * self.kinds..][..self.kinds];
        needs.iter().filter(|&&row| row != NONE).map(|&row| row as usize)
    }

    fn mate(&self, meeting: usize, person: usize) -> usize {
        (self.one[meeting] ^ self.other[meeting] ^ person as u32) as usize
    }
}

/// One stage of the annealing: what a gap weighs against a change of hall, and how likely each rise is (of 2^32).
pub struct Stage<'a> {
    pub gap: i64,
    pub chances: &'a [u32],
}

/// The generator of Steele, Lea and Flood (SplitMix64, OOPSLA 2014).
pub struct Chance(pub u64);

impl Chance {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, of the upper half of the bits.
    fn below(&mut self, end: usize) -> usize {
        (((self.bits() >> 32) * end as u64) >> 32) as usize
    }
}

pub struct Search<'a> {
    ground: &'a Ground,
    pub slot: Vec<u32>,
    /// (people, slots + 2) the meeting of each, with a free slot before the first and after the last.
    at: Vec<u32>,
    used: Vec<i64>,
    chain: Vec<u32>,
    /// The chain's ends: who, busy until now in, from now on in.
    ends: Vec<(usize, usize, usize)>,
    touched: Vec<u32>,
    /// Changes of hall of each participant, and whether it has meetings in more than one.
    walks: Vec<i64>,
    mixed: Vec<bool>,
    shift: Vec<i64>,
    chance: Chance,
    pub gaps: i64,
    pub changes: i64,
}

impl<'a> Search<'a> {
    pub fn new(ground: &'a Ground, slot: Vec<u32>, seed: u64) -> Self {
        let mut search = Search {
            ground,
            slot,
            at: vec![NONE; ground.people * (ground.slots + 2)],
            used: vec![0; ground.limits.len()],
            chain: Vec::new(),
            ends: Vec::new(),
            touched: Vec::new(),
            walks: vec![0; ground.people],
            mixed: vec![false; ground.people],
            shift: vec![0; ground.limits.len() / ground.slots.max(1)],
            chance: Chance(seed),
            gaps: 0,
            changes: 0,
        };
        for meeting in 0..search.slot.len() {
            let slot = search.slot[meeting] as usize;
            for row in ground.needs_of(meeting) {
                search.used[row * ground.slots + slot] += 1;
            }
            search.sit(meeting, slot);
        }
        for person in 0..ground.people {
            search.gaps += search.gaps_of(person);
            search.walks[person] = search.changes_of(person);
            search.mixed[person] = search.walks[person] > 0;
            search.changes += search.walks[person];
        }
        search
    }

    fn cell(&self, person: usize, slot: usize) -> usize {
        person * (self.ground.slots + 2) + slot + 1
    }

    fn busy(&self, cell: usize) -> i64 {
        i64::from(self.at[cell] != NONE)
    }

    fn sit(&mut self, meeting: usize, slot: usize) {
        for person in [self.ground.one[meeting], self.ground.other[meeting]] {
            let cell = self.cell(person as usize, slot);
            self.at[cell] = meeting as u32;
        }
    }

    fn gaps_of(&self, person: usize) -> i64 {
        let row = &self.at[person * (self.ground.slots + 2)..][..self.ground.slots + 2];
        let begins = row.windows(2).filter(|pair| pair[0] == NONE && pair[1] != NONE).count() as i64;
        (begins - 1).max(0)
    }

    fn changes_of(&self, person: usize) -> i64 {
        if self.ground.halls < 2 {
            return 0;
        }
        let row = &self.at[person * (self.ground.slots + 2)..][..self.ground.slots + 2];
        let mut last = NONE;
        let mut changes = 0;
        for &meeting in row.iter().filter(|&&meeting| meeting != NONE) {
            let hall = self.ground.hall[meeting as usize];
            if hall != self.ground.online {
                changes += i64::from(last != NONE && last != hall);
                last = hall;
            }
        }
        changes
    }

    /// The chain of a meeting between its slot and another; false where a meeting of it can't move.
    fn follow(&mut self, meeting: usize, from: usize, to: usize) -> bool {
        let ground = self.ground;
        if !ground.open[meeting * ground.slots + to] {
            return false;
        }
        let begin = self.ends.len();
        self.chain.push(meeting as u32);
        for start in [ground.other[meeting], ground.one[meeting]] {
            let (mut person, mut next, mut here) = (start as usize, to, from);
            loop {
                let linked = self.at[self.cell(person, next)];
                if linked == NONE {
                    self.ends.push((person, here, next));
                    break;
                }
                if linked as usize == meeting {
                    self.ends.truncate(begin);
                    return true; // a ring: everybody in it stays as busy as before
                }
                if !ground.open[linked as usize * ground.slots + here] {
                    return false;
                }
                self.chain.push(linked);
                person = ground.mate(linked as usize, person);
                (next, here) = (here, next);
            }
        }
        true
    }

    /// How many more stretches somebody's meetings fall into who is busy in `to` instead of `from`.
    fn stretches(&self, (person, from, to): (usize, usize, usize)) -> i64 {
        let (left, right) = (self.cell(person, from), self.cell(person, to));
        let apart = self.busy(left - 1) + self.busy(left + 1) - 1;
        let beside = self.busy(right - 1) + self.busy(right + 1) - i64::from(from.abs_diff(to) == 1);
        apart + 1 - beside
    }

    /// Whether tables and all else suffice once the chain has changed places.
    fn fits(&mut self, from: usize, to: usize) -> bool {
        let ground = self.ground;
        for &meeting in &self.chain {
            let sign = if self.slot[meeting as usize] as usize == from { 1 } else { -1 };
            for row in ground.needs_of(meeting as usize) {
                self.shift[row] += sign;
            }
        }
        let mut fits = true;
        for (row, shift) in self.shift.iter_mut().enumerate() {
            let (less, more) = (row * ground.slots + from, row * ground.slots + to);
            fits &= *shift <= 0 || self.used[more] + *shift <= ground.limits[more];
            fits &= *shift >= 0 || self.used[less] - *shift <= ground.limits[less];
            *shift = 0;
        }
        fits
    }

    /// Add a second chain to one that lacks a table, so that as many come back as go.
    fn balance(&mut self, from: usize, to: usize) -> bool {
        let (chain, ends) = (self.chain.len(), self.ends.len());
        for _ in 0..TRIES {
            let person = self.chance.below(self.ground.people);
            let back = self.at[self.cell(person, to)];
            if back == NONE || self.chain.contains(&back) {
                continue;
            }
            if self.follow(back as usize, to, from) && self.fits(from, to) {
                return true;
            }
            self.chain.truncate(chain);
            self.ends.truncate(ends);
        }
        false
    }

    fn swap(&mut self, from: usize, to: usize) {
        let ground = self.ground;
        for k in 0..self.chain.len() {
            let meeting = self.chain[k] as usize;
            for person in [ground.one[meeting], ground.other[meeting]] {
                let cell = self.cell(person as usize, self.slot[meeting] as usize);
                self.at[cell] = NONE;
            }
        }
        for k in 0..self.chain.len() {
            let meeting = self.chain[k] as usize;
            let old = self.slot[meeting] as usize;
            let new = from ^ to ^ old;
            for row in ground.needs_of(meeting) {
                self.used[row * ground.slots + old] -= 1;
                self.used[row * ground.slots + new] += 1;
            }
            self.slot[meeting] = new as u32;
            self.sit(meeting, new);
        }
    }

    /// Whether everybody in the chain can walk from hall to hall in time.
    fn walkable(&self) -> bool {
        let ground = self.ground;
        self.chain.iter().filter(|&&meeting| ground.hall[meeting as usize] != ground.online).all(|&meeting| {
            let (hall, slot) = (ground.hall[meeting as usize], self.slot[meeting as usize] as usize);
            let (first, last) = (slot.saturating_sub(ground.travel), (slot + ground.travel).min(ground.slots - 1));
            [ground.one[meeting as usize], ground.other[meeting as usize]].iter().all(|&person| {
                (first..=last).all(|near| {
                    let beside = self.at[self.cell(person as usize, near)];
                    beside == NONE || [hall, ground.online].contains(&ground.hall[beside as usize])
                })
            })
        })
    }

    /// Those whose changes of hall the chain may alter: who has meetings in one hall alone has none.
    fn touch(&mut self) {
        self.touched.clear();
        for &meeting in &self.chain {
            let both = [self.ground.one[meeting as usize], self.ground.other[meeting as usize]];
            self.touched.extend(both.iter().filter(|&&person| self.mixed[person as usize]));
        }
        self.touched.sort_unstable();
        self.touched.dedup();
    }

    /// A meeting and where to move it: three times in four beside other meetings of one of its two participants.
    fn propose(&mut self) -> (usize, usize) {
        let ground = self.ground;
        let meeting = self.chance.below(ground.one.len());
        let kind = self.chance.bits() >> 61;
        let start = self.chance.below(ground.slots);
        if kind < 2 {
            return (meeting, start);
        }
        let person = if kind & 1 == 0 { ground.one[meeting] } else { ground.other[meeting] } as usize;
        for slot in (start..ground.slots).chain(0..start) {
            let cell = self.cell(person, slot);
            if self.at[cell] == NONE && (self.at[cell - 1] != NONE || self.at[cell + 1] != NONE) {
                return (meeting, slot);
            }
        }
        (meeting, start)
    }

    /// Propose one move, and make it where it is no worse or chance allows what it is worse by.
    pub fn step(&mut self, stage: &Stage) {
        let (meeting, to) = self.propose();
        let from = self.slot[meeting] as usize;
        let chance = (self.chance.bits() >> 32) as u32;
        self.chain.clear();
        self.ends.clear();
        if from == to || !self.follow(meeting, from, to) || !(self.fits(from, to) || self.balance(from, to)) {
            return;
        }
        let gaps: i64 = self.ends.iter().map(|&end| self.stretches(end)).sum();
        let likely = |rise: i64| rise <= 0 || stage.chances.get(rise as usize).is_some_and(|&likely| chance < likely);
        if self.ground.halls < 2 {
            if likely(gaps * stage.gap) {
                self.swap(from, to);
                self.gaps += gaps;
            }
            return;
        }
        self.touch();
        // Nobody saves more than two changes by a meeting that moves.
        if !likely(gaps * stage.gap - 4 * self.chain.len() as i64) {
            return;
        }
        self.swap(from, to);
        if self.ground.travel == 0 || self.walkable() {
            let touched = self.touched.iter().map(|&person| person as usize);
            let changes: i64 = touched.map(|person| self.changes_of(person) - self.walks[person]).sum();
            if likely(gaps * stage.gap + changes) {
                self.gaps += gaps;
                self.changes += changes;
                for &person in &self.touched {
                    self.walks[person as usize] = self.changes_of(person as usize);
                }
                return;
            }
        }
        self.swap(from, to);
    }
}
