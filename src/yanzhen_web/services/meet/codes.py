"""Codes that open one thing without an account: signed, so that nobody makes one up, and ended by raising an edition.

A code is the public id of what it opens and 16 characters of an HMAC-SHA256 (96 bits) over its purpose, that id and its
edition. Nothing secret is kept: the same code is made again whenever a badge or a link is printed again. A code of one
purpose opens nothing else: who photographs a badge does not hold the link of its wearer.
"""

from __future__ import annotations

import secrets
from typing import Literal

from django.utils.crypto import constant_time_compare, salted_hmac

from yanzhen.typesetting.plaintext import printable

Purpose = Literal["guest", "badge", "hall", "desk", "wall", "feed"]
_SIGNATURE = 16
SHORT = 6
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of short codes: none is mistaken for another one when it is read out or typed."""
_MEANT = str.maketrans("", "", " -_")


def code_of(purpose: Purpose, public_id: str, edition: int = 1) -> str:
    """The code that opens this, for this purpose."""
    return public_id + _signature(purpose, public_id, edition)


def public_id_in(code: str) -> str:
    """Of what a code says that it is; not proven until `is_signed` says so."""
    return code[:-_SIGNATURE]


def is_signed(code: str, purpose: Purpose, public_id: str, edition: int = 1) -> bool:
    """Whether the code is of this purpose and edition; takes as long for a wrong one."""
    return constant_time_compare(code, code_of(purpose, public_id, edition))


def _signature(purpose: Purpose, public_id: str, edition: int) -> str:
    from base64 import urlsafe_b64encode

    whole = salted_hmac(f"yanzhen.meet.{purpose}", f"{public_id}.{edition}", algorithm="sha256").digest()
    return urlsafe_b64encode(whole)[:_SIGNATURE].decode()


def new_short_code() -> str:
    """A short code to type: 5 random characters and one that finds any single wrong character, or two exchanged."""
    body = "".join(secrets.choice(LETTERS) for _ in range(SHORT - 1))
    return body + _check(body)


def short_code_in(typed: str) -> str | None:
    """The short code that somebody typed: in whatever case, with blanks or dashes; None where it can be none."""
    text = printable(typed).upper().translate(_MEANT)
    if len(text) != SHORT or not set(text) <= set(LETTERS) or _check(text[:-1]) != text[-1]:
        return None
    return text


def _check(body: str) -> str:
    """A weighted sum modulo the number of letters, which is prime: weights differ, so that exchanges are found."""
    return LETTERS[sum((at + 2) * LETTERS.index(letter) for at, letter in enumerate(body)) % len(LETTERS)]
