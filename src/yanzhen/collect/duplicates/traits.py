"""What is compared of records: arrays, a row a record."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import polars as pl
from numpy.typing import NDArray

from yanzhen.collect.duplicates import spellings
from yanzhen.collect.duplicates.frequencies import Frequencies
from yanzhen.collect.duplicates.gathering import CODES, PARTIES, PEOPLE, PHONES
from yanzhen.collect.duplicates.letters import NOTHING, Hashes, Letters, buckets, mixed, rarest
from yanzhen.collect.duplicates.profiles import Profile

TITLE, TEXT, NUMBERS, CORE = 24, 32, 12, 12
"""Widths: pairs of letters of a title and of a text, numbers in both, letters of a firm's name."""

_AT_ONCE = 100_000


@dataclass(slots=True)
class Traits:
    """Rows of records of one kind. A hash of 0, a number of NaN, a bucket of -1, a code of 0 is: not told.

    Attributes:
        core, brand2, brand3: hashes of the parties' names and of their first letters (n, PARTIES).
        letters, letters_back: of the parties' names, from the front and from the back (n, PARTIES, CORE).
        lengths: of the parties' names (n, PARTIES).
        seat, place: region codes; of the party's name, and of the thing.
        title, text, numbers: buckets (n, TITLE), (n, TEXT), (n, NUMBERS).
        title_of_party: which pairs of the title are the party's own name (n, TITLE).
        title_whole, text_whole: hashes.
        phase, part, part_kind, year: of the title.
        own_codes, firm_codes: hashes (n, CODES); own_letters, firm_letters: of the first of each (n, 24).
        firm_valid: whether the check digit is right (n, CODES).
        park, phones, people: hashes.
        amounts, figures: numbers; dates: whole days as hashes; months: as hashes.
    """

    core: Hashes
    brand2: Hashes
    brand3: Hashes
    letters: NDArray[np.uint16]
    letters_back: NDArray[np.uint16]
    lengths: NDArray[np.int16]
    seat: NDArray[np.int32]
    place: NDArray[np.int32]
    title: NDArray[np.int32]
    title_of_party: NDArray[np.bool_]
    title_whole: Hashes
    text: NDArray[np.int32]
    text_whole: Hashes
    numbers: NDArray[np.int32]
    phase: NDArray[np.int8]
    part: Hashes
    part_kind: Hashes
    year: NDArray[np.int16]
    own_codes: Hashes
    own_letters: NDArray[np.uint16]
    firm_codes: Hashes
    firm_letters: NDArray[np.uint16]
    firm_valid: NDArray[np.bool_]
    park: Hashes
    phones: Hashes
    people: Hashes
    amounts: NDArray[np.float64]
    figures: NDArray[np.float64]
    dates: Hashes
    months: Hashes

    def __len__(self) -> int:
        return len(self.place)

    def take(self, rows: NDArray[np.int64]) -> Traits:
        """The rows of these numbers."""
        return Traits(*(getattr(self, field.name)[rows] for field in fields(self)))

    @classmethod
    def joined(cls, several: list[Traits]) -> Traits:
        """The rows of several, one after the other."""
        return cls(*(np.concatenate([getattr(each, field.name) for each in several]) for field in fields(cls)))


def traits_of(frame: pl.DataFrame, profile: Profile, known: Frequencies) -> Traits:
    """The traits of gathered records. `known` counts their words in, for what is rare is taken by it."""
    n = len(frame)
    names = frame.select(spellings.plain(pl.col("name")).alias("name"))["name"]
    parties = _Parties.of(frame, profile)
    titles = (
        names.to_frame().select(spellings.bare_title(pl.col("name")))["name"]
        if not profile.by_name
        else _first(parties.cores)
    )
    title_letters, text = Letters(titles.to_list()), frame["text"]
    owners, found = title_letters.pairs()
    known.count_in("title", found)
    title = rarest(owners, found, known.counts("title"), n, TITLE)
    text_pairs, text_whole = _texts(text, known)
    own_codes, own_letters, _ = _codes(frame, "own_code")
    firm_codes, firm_letters, firm_valid = _codes(frame, "firm_code")
    days, months = _dates(frame, len(profile.dates))
    part, part_kind = (
        Letters(names.to_frame().select(each)["name"].to_list()).hashes() for each in spellings.part(pl.col("name"))
    )
    traits = Traits(
        core=parties.hashes(),
        brand2=parties.hashes(2),
        brand3=parties.hashes(3),
        letters=parties.matrix(),
        letters_back=parties.matrix(backwards=True),
        lengths=parties.lengths(),
        seat=_regions(parties.seats),
        place=frame["place"].cast(pl.Int32, strict=False).fill_null(0).to_numpy(),
        title=title,
        title_of_party=_of_party(title, parties),
        title_whole=title_letters.hashes(),
        text=text_pairs,
        text_whole=text_whole,
        numbers=_numbers(names, text, known),
        phase=names.to_frame().select(spellings.phase(pl.col("name")))["name"].to_numpy(),
        part=part,
        part_kind=part_kind,
        year=names.to_frame().select(spellings.year(pl.col("name")))["name"].to_numpy(),
        own_codes=own_codes,
        own_letters=own_letters,
        firm_codes=firm_codes,
        firm_letters=firm_letters,
        firm_valid=firm_valid,
        park=_hashes(frame.select(spellings.plain_park(spellings.plain(pl.col("park"))))["park"]),
        phones=_phones(frame["contact"]),
        people=_people(frame["people"]),
        amounts=_floats(frame, "amount", len(profile.amounts)),
        figures=_floats(frame, "figure", len(profile.figures)),
        dates=days,
        months=months,
    )
    known.count(traits)
    return traits


def _hashes(texts: pl.Series) -> Hashes:
    return Letters(texts.to_list()).hashes()


def _first(columns: list[pl.Series]) -> pl.Series:
    return columns[0]


class _Parties:
    """The names of parties, brought to one form: PARTIES columns."""

    def __init__(self, cores: list[pl.Series], seats: pl.Series) -> None:
        self.cores, self.seats = cores, seats
        self._letters = [Letters(core.to_list()) for core in cores]

    @classmethod
    def of(cls, frame: pl.DataFrame, profile: Profile) -> _Parties:
        columns = [f"party{number}" for number in range(PARTIES)]
        plain = frame.select(spellings.plain(pl.col(name)) for name in columns)
        # A name of old in brackets takes the last place, if that is free.
        old = spellings.former_name(pl.col(columns[0]))
        last = pl.when(pl.col(columns[-1]) == "").then(old).otherwise(pl.col(columns[-1])).fill_null("")
        plain = plain.with_columns(last.alias(columns[-1]))
        shorten = spellings.plain_park if _is_place(profile) else spellings.core_of_firm
        cores = plain.select(shorten(pl.col(name)) for name in columns)
        seats = plain.select(spellings.seat_text(pl.col(columns[0])))
        return cls([cores[name] for name in columns], seats[columns[0]])

    def hashes(self, most: int | None = None) -> Hashes:
        return np.stack([each.hashes(most) for each in self._letters], axis=1)

    def matrix(self, *, backwards: bool = False) -> NDArray[np.uint16]:
        return np.stack([each.matrix(CORE, backwards=backwards) for each in self._letters], axis=1)

    def lengths(self) -> NDArray[np.int16]:
        return np.stack([each.lengths for each in self._letters], axis=1).astype(np.int16)

    def pairs(self) -> list[NDArray[np.int32]]:
        """The pairs of letters of each party's name as a grid (n, CORE)."""
        grids = []
        for each in self._letters:
            owners, found = each.pairs()
            begins = np.searchsorted(owners, np.arange(len(each)))
            rank = np.arange(len(owners)) - begins[owners]
            grid = np.full((len(each), CORE), NOTHING - 1, np.int32)
            kept = rank < CORE
            grid[owners[kept], rank[kept]] = found[kept]
            grids.append(grid)
        return grids


def _is_place(profile: Profile) -> bool:
    return profile.by_name and not profile.firm_codes


def _of_party(title: NDArray[np.int32], parties: _Parties) -> NDArray[np.bool_]:
    own = np.zeros(title.shape, bool)
    for grid in parties.pairs():
        for start in range(0, len(title), _AT_ONCE):
            rows = slice(start, start + _AT_ONCE)
            for column in range(grid.shape[1]):
                own[rows] |= title[rows] == grid[rows, column : column + 1]
    return own


def _texts(texts: pl.Series, known: Frequencies) -> tuple[NDArray[np.int32], Hashes]:
    """Pairs and hashes of long texts, some at a time: counted first, then the rarest taken."""
    frame = texts.to_frame("text")
    for start in range(0, len(texts), _AT_ONCE):
        known.count_in("text", _plain_letters(frame, start).pairs()[1])
    grids, wholes = [np.zeros((0, TEXT), np.int32)], [np.zeros(0, np.uint64)]
    for start in range(0, len(texts), _AT_ONCE):
        letters = _plain_letters(frame, start)
        owners, found = letters.pairs()
        grids.append(rarest(owners, found, known.counts("text"), len(letters), TEXT))
        wholes.append(letters.hashes())
    return np.concatenate(grids), np.concatenate(wholes)


def _plain_letters(frame: pl.DataFrame, start: int) -> Letters:
    part = frame.slice(start, _AT_ONCE).select(spellings.plain(pl.col("text")).str.slice(0, 1000))
    return Letters(part["text"].to_list())


def _numbers(names: pl.Series, texts: pl.Series, known: Frequencies) -> NDArray[np.int32]:
    """The numbers that stand in title and text, as buckets."""
    grids = [np.zeros((0, NUMBERS), np.int32)]
    both = pl.DataFrame({"name": names, "text": texts})
    parts = []
    for start in range(0, len(names), _AT_ONCE):
        part = both.slice(start, _AT_ONCE).with_row_index("row")
        whole = pl.concat_str("name", pl.lit(" "), spellings.plain(pl.col("text")).str.slice(0, 2000))
        listed = part.select("row", whole.str.extract_all(r"\d[\d,]*(?:\.\d+)?").alias("number")).explode("number")
        # A lone digit counts things that everything has some of.
        cleaned = listed.drop_nulls().with_columns(
            pl.col("number").str.replace_all(",", "").str.replace(r"(\.\d*?)0+$", "$1").str.strip_chars_end(".")
        )
        cleaned = cleaned.filter(pl.col("number").str.len_chars() > 1)
        found = buckets(_hashes(cleaned["number"]))
        known.count_in("numbers", found)
        parts.append((cleaned["row"].to_numpy().astype(np.int64), found, len(part)))
    grids += [rarest(rows, found, known.counts("numbers"), size, NUMBERS) for rows, found, size in parts]
    return np.concatenate(grids)


def _codes(frame: pl.DataFrame, stem: str) -> tuple[Hashes, NDArray[np.uint16], NDArray[np.bool_]]:
    """(hashes, the letters of the first, whether each is a credit code with a right check digit)."""
    columns = [f"{stem}{number}" for number in range(CODES)]
    plain = frame.select(
        spellings.plain(pl.col(name)).str.replace_all(r"[^\p{L}\p{N}]+", "").str.to_uppercase() for name in columns
    )
    letters = [Letters(plain[name].to_list()) for name in columns]
    grids = [each.matrix(_CODE) for each in letters]
    return np.stack([each.hashes() for each in letters], axis=1), grids[0], np.stack(list(map(_sound, grids)), axis=1)


_CODE = 24
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = np.full(1 << 16, -1, np.int64)
_VALUES[[ord(letter) for letter in _ALPHABET]] = np.arange(len(_ALPHABET))
_CODE_LENGTH = 18


def _sound(letters: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Whether each is a credit code with a right check digit (GB 32100-2015: weights 3^i modulo 31)."""
    values = _VALUES[letters[:, :_CODE_LENGTH]]
    weights = np.array([pow(3, place, 31) for place in range(_CODE_LENGTH - 1)])
    check = (31 - (values[:, :-1] * weights).sum(axis=1) % 31) % 31
    sound: NDArray[np.bool_] = (values >= 0).all(axis=1) & (letters[:, _CODE_LENGTH] == 0) & (check == values[:, -1])
    return sound


_PHONE = r"\d(?:[\d]|[- ]\d){6,14}"


def _phones(contacts: pl.Series) -> Hashes:
    """Telephone numbers: seven digits or more, without country code and signs between."""
    plain = pl.col("contact").str.normalize("NFKC").str.replace_all(r"\+?86[- ]?(1\d)", "$1").str.extract_all(_PHONE)
    listed = contacts.to_frame("contact").select(plain.list.unique(maintain_order=True).list.head(PHONES))
    return _grid(listed["contact"], PHONES, digits=True)


def _people(people: pl.Series) -> Hashes:
    listed = people.to_frame("people").select(
        pl.col("people")
        .str.replace_all(r"\s+", "、")
        .str.replace_all(r"[,，;；/和]", "、")
        .str.split("、")
        .list.eval(pl.element().filter(pl.element().str.len_chars() > 1))
        .list.unique(maintain_order=True)
        .list.head(PEOPLE)
    )
    return _grid(listed["people"], PEOPLE)


def _grid(lists: pl.Series, width: int, *, digits: bool = False) -> Hashes:
    """The texts of lists as a grid of hashes (n, width)."""
    grid = np.zeros((len(lists), width), np.uint64)
    for place in range(width):
        texts = lists.list.get(place, null_on_oob=True).fill_null("")
        if digits:
            texts = texts.str.replace_all(r"\D", "")
        grid[:, place] = _hashes(texts)
    return grid


def _dates(frame: pl.DataFrame, count: int) -> tuple[Hashes, Hashes]:
    """Days and months as hashes (n, count); a date that is known to the month has no day."""
    days = np.zeros((len(frame), count), np.uint64)
    months = np.zeros((len(frame), count), np.uint64)
    for number in range(count):
        text = frame[f"date{number}"]
        days[:, number] = _hashes(text.str.extract(r"^(\d{4}-\d\d-\d\d)", 1).fill_null(""))
        months[:, number] = _hashes(text.str.extract(r"^(\d{4}-\d\d)", 1).fill_null(""))
    return days, months


def _floats(frame: pl.DataFrame, stem: str, count: int) -> NDArray[np.float64]:
    """Numbers (n, count); zero says as little as nothing."""
    grid = np.full((len(frame), count), np.nan)
    for number in range(count):
        grid[:, number] = frame[f"{stem}{number}"].fill_null(float("nan")).to_numpy()
    grid[~(grid > 0)] = np.nan
    return grid


def _regions(seats: pl.Series) -> NDArray[np.int32]:
    """The innermost region of each text of regions; 0 for none."""
    from yanzhen.collect.duplicates.gathering import region_code

    codes = {text: int(region_code(text) or 0) for text in seats.unique().to_list()}
    return np.fromiter((codes[text] for text in seats.to_list()), np.int32, len(seats))


def figure_hashes(values: NDArray[np.float64]) -> Hashes:
    """A hash of each number and its column, by four leading digits; 0 where it is not told."""
    known = ~np.isnan(values)
    safe = np.where(known, values, 1.0)
    scale = np.floor(np.log10(safe))
    leading = np.rint(safe / 10.0 ** (scale - 3)).astype(np.uint64)
    column = np.arange(values.shape[1], dtype=np.uint64) << np.uint64(32)
    mark = mixed(leading * np.uint64(1000) + (scale + 400).astype(np.uint64) + (column << np.uint64(8))) | np.uint64(1)
    return np.where(known, mark, np.uint64(0))


def mantissa_hashes(values: NDArray[np.float64]) -> Hashes:
    """A hash of the three leading digits of each number, whatever its power of ten; 0 where it is not told."""
    known = ~np.isnan(values)
    safe = np.where(known, values, 1.0)
    leading = np.rint(safe / 10.0 ** (np.floor(np.log10(safe)) - 2)).astype(np.uint64)
    leading = np.where(leading == 1000, np.uint64(100), leading)
    return np.where(known, mixed(leading + np.uint64(7)) | np.uint64(1), np.uint64(0))
