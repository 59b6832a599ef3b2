"""Path pieces: kinds of record, and public identifiers."""

from __future__ import annotations

from django.urls import register_converter

from yanzhen.records import KINDS

PLURALS = {"project": "projects", "demand": "demands", "achievement": "achievements", "park": "parks"}
_KINDS = {plural: kind for kind, plural in PLURALS.items()}


class PluralKind:
    """`projects` for the kind `project`: the kinds with an address of their own."""

    regex = "|".join(_KINDS)

    def to_python(self, value: str) -> str:
        return _KINDS[value]

    def to_url(self, value: str) -> str:
        if value not in PLURALS:
            raise ValueError(value)
        return PLURALS[value]


class OtherKind:
    """The kinds that live under /records/."""

    regex = "[a-z_]+"

    def to_python(self, value: str) -> str:
        if value not in KINDS or value in PLURALS:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return self.to_python(value)


class AnyKind:
    """Any kind by its own name, as the API says it."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PublicIdPiece:
    """A public identifier."""

    regex = "[A-Za-z0-9_][A-Za-z0-9_-]{11,21}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SignedCode(PublicIdPiece):
    """A public identifier and its signature (`services/meet/codes.py`)."""

    regex = "[A-Za-z0-9_][A-Za-z0-9_-]{31}"


register_converter(PluralKind, "kinds")
register_converter(OtherKind, "kind")
register_converter(AnyKind, "anykind")
register_converter(PublicIdPiece, "pid")
register_converter(SignedCode, "signed")
