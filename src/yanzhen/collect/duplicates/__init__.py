"""One record from many tellings: which records are the same thing, and why.

`find_duplicates` looks through many records at once; `DuplicateIndex` is kept, and says of a new record which of the
kept ones are the same.

The way of a record: its profile says which fields tell what (`profiles`), they are gathered (`gathering`) and made into
traits (`traits`, `spellings`, `letters`); pairs that share rare keys are looked at (`blocking`), compared (`parties`,
`wording`, `quantities`, `marks`), weighed (`weighing`, `frequencies`), put into words (`evidence`) and joined to groups
(`grouping`).
"""

from yanzhen.collect.duplicates.evidence import Evidence
from yanzhen.collect.duplicates.finding import Duplicates, Group, Level, Pair, find_duplicates
from yanzhen.collect.duplicates.index import DuplicateIndex

__all__ = ["DuplicateIndex", "Duplicates", "Evidence", "Group", "Level", "Pair", "find_duplicates"]
