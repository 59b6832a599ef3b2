"""`yanzhen exchange`: rounds as signed files, for an installation without a network or without a browser at hand."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yanzhen.errors import UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from yanzhen_web.models import Correspondent, Organisation, Round

WHY = "a command on the machine itself"
Agree = Callable[[str, str], bool]
"""Asks the person whether this name has this fingerprint."""


@contextmanager
def _site() -> Iterator[Organisation]:
    """The installation of YANZHEN_HOME and YANZHEN_DATABASE_URL, as the office whose it is.

    Raises:
        WrongUsage: its database does not answer, or nobody has started it yet.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen_web.settings.production")
    import django

    django.setup()
    from django.db import DatabaseError, connection

    from yanzhen_web.services.exchange.correspondents import office_here

    try:
        there = "yanzhen_web_carried" in connection.introspection.table_names()
        office = office_here() if there else None
        if office is None:
            raise WrongUsage(
                "这个文件夹还没有开过网站；请检查 YANZHEN_HOME，或先执行一次 yanzhen serve",
                "no site was started in this folder yet; check YANZHEN_HOME, or run yanzhen serve once",
            )
        yield office
    except DatabaseError as error:
        reason = str(error).partition("\n")[0]
        raise WrongUsage(
            f"数据库不能用（{reason}），请检查 YANZHEN_DATABASE_URL 和数据库是否启动",
            f"the database can't be used ({reason}); check YANZHEN_DATABASE_URL and that its server runs",
        ) from error
    finally:
        connection.close()


def card_line() -> tuple[str, str]:
    """The own key card as its line, and its fingerprint."""
    with _site() as office:
        from yanzhen_web.services.exchange.keys import card_of

        card = card_of(office)
        return card.line(), card.fingerprint


def trust(text: str, office: str, agree: Agree) -> str | None:
    """Take a key card in once the person agrees that its fingerprint was compared; whose key it is, or None.

    Args:
        office: of those below, whose card it is: its name or public id; empty for the office on the card.
    """
    with _site() as own:
        from yanzhen_web.services.exchange import correspondents, keys

        card = keys.read_card(text)
        chosen = _below(own, office) if office else None
        if not agree(chosen.name if chosen else card.name, card.fingerprint):
            return None
        return correspondents.trust(own, None, card, office=chosen).name


def _below(own: Organisation, wanted: str) -> Organisation:
    from yanzhen_web.models import Organisation

    rows = Organisation.objects.unscoped(why=WHY).filter(path__startswith=own.path, closed_at=None)
    found = list(rows.filter(public_id=wanted) or rows.filter(name=wanted))
    if len(found) != 1:
        raise WrongUsage(
            f"下级单位里没有唯一的“{wanted}”，请写全称或编号", f"no single office below is called {wanted}"
        )
    return found[0]


def make(wanted: str, to: str, out: Path | None, *, whole: bool) -> tuple[bytes, str]:
    """A round as a file; returns its bytes, and the name that it would have.

    Args:
        wanted: the round's public id, or its title where only one has it.
        to: the other office, where more than one is asked.
        out: where to write it; None to have the bytes only. An old file stays as it was until the new one is whole.
    """
    with _site() as own:
        from yanzhen_web.services.exchange import packing

        found = _round(wanted)
        sender = _other(own, found, to)
        folder = Path(tempfile.mkdtemp(prefix="yanzhen-"))
        try:
            packed = packing.pack(sender, found, None, folder, whole=whole)
            content = packed.path.read_bytes()
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if out is not None:
            draft = out.with_name(f".{out.name}.part")
            draft.write_bytes(content)
            draft.replace(out)
        return content, packed.parcel.file_name


def _round(wanted: str) -> Round:
    from yanzhen_web.models import Round

    rows = Round.objects.unscoped(why=WHY)
    found = list(rows.filter(public_id=wanted) or rows.filter(title=wanted)[:3])
    if not found:
        raise WrongUsage(
            f"没有任务“{wanted}”，请写任务页地址里的编号", f"no round {wanted}; give the id in its page's address"
        )
    if len(found) > 1:
        ids = "、".join(row.public_id for row in found)
        raise WrongUsage(f"有几个任务叫“{wanted}”，请写编号：{ids}", f"several rounds are called {wanted}: {ids}")
    return found[0]


def _other(own: Organisation, found: Round, to: str) -> Correspondent:
    """The one trusted office with which this round goes to and fro."""
    from yanzhen_web.services.exchange import correspondents, packing
    from yanzhen_web.services.people.refusals import Refusal

    fitting: list[Correspondent] = []
    for row in correspondents.trusted_by([own]):
        named: Any = row.organisation
        if to and named is not None and to not in (named.public_id, named.name, row.name):
            continue
        try:
            packing.addressed(row, found)
        except Refusal:
            continue
        fitting.append(row)
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise WrongUsage(
            f"“{found.title}”没有可以交换的对方：请先用 yanzhen exchange trust 登记对方的公钥卡",
            f"{found.title} goes to nobody trusted: take their key card in first (yanzhen exchange trust)",
        )
    names = "、".join(row.name for row in fitting)
    raise WrongUsage(f"请用 --to 写明给谁：{names}", f"say with --to for whom: {names}")


def take(path: Path, name: str, we_are: str) -> str:
    """Take a file in; a sentence on what it brought."""
    if not path.is_file():
        raise UnreadableInput(f"没有文件 {name}", f"no file {name}")
    with _site() as office:
        from yanzhen_web.services.exchange.taking import take_in

        return str(take_in(path, name, [office], None, we_are=we_are).said)
