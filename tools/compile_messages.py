"""The English of the site's own sentences: gathers them from templates and Python, compiles the catalogue.

    python tools/compile_messages.py extract    bring locale/en/LC_MESSAGES/django.po in step with the sources
    python tools/compile_messages.py compile    django.po -> django.mo (not committed)

The sources speak Chinese, so a message's id is the Chinese sentence itself. Babel does both; GNU gettext is not needed.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract as extract_from
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SITE = Path(__file__).resolve().parents[1] / "src" / "yanzhen_web"
PO = SITE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (1,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}
Message = str | tuple[str, ...]


def sources(site: Path = SITE) -> Iterator[tuple[str, str]]:
    """Every file that may speak, as (path inside the site, Python source)."""
    for path in sorted((site / "templates").rglob("*.html")):
        # What is left of a template is words without meaning; they must not be indented like Python either.
        lines = templatize(path.read_text(encoding="utf-8")).splitlines()
        yield path.relative_to(site).as_posix(), "\n".join(line.strip() for line in lines)
    for path in sorted(site.rglob("*.py")):
        yield path.relative_to(site).as_posix(), path.read_text(encoding="utf-8")


def used_messages(site: Path = SITE) -> dict[Message, list[str]]:
    """Message id -> the files that say it, in the order of first use."""
    found: dict[Message, list[str]] = {}
    for name, source in sources(site):
        stream = io.BytesIO(source.encode())
        for _line, message, _comments, _context in extract_from(
            "python", stream, KEYWORDS, options={"encoding": "utf-8"}
        ):
            places = found.setdefault(message, [])
            if name not in places:
                places.append(name)
    return found


def catalogue(path: Path = PO) -> Catalog:
    """The catalogue as it stands; an empty one where there is none."""
    if not path.is_file():
        return Catalog(locale="en", project="yanzhen", charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale="en")


def extract(path: Path = PO) -> list[Message]:
    """Bring the catalogue in step; returns the messages that still have no English."""
    known = catalogue(path)
    fresh = Catalog(locale="en", project="yanzhen", fuzzy=False, charset="utf-8")
    for message, places in used_messages().items():
        old = known.get(message)
        fresh.add(message, old.string if old else None, locations=[(place, 0) for place in places])
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, fresh, omit_header=True, width=100, include_lineno=False)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    plurals = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"Language: en\\n"\n\n'
    path.write_bytes((header + plurals).encode() + buffer.getvalue())
    return [message.id for message in fresh if message.id and not message.string]


def compile_catalogue(po: Path = PO, mo: Path = MO) -> None:
    """Write the form that Django reads."""
    with mo.open("wb") as stream:
        write_mo(stream, catalogue(po))


def main(arguments: list[str]) -> int:
    if arguments == ["extract"]:
        for message in extract():
            print(f"no English yet: {message}")
        return 0
    if arguments == ["compile"]:
        compile_catalogue()
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
