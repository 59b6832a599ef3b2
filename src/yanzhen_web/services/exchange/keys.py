"""This installation's key pair, the card by which others know it, and the fingerprint that people compare.

The private key never leaves YANZHEN_HOME. A card is one line of text: it can be photographed as a QR code, pasted into
a chat or carried as a file; whoever takes it in compares its fingerprint by telephone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from yanzhen_web.models import Organisation
from yanzhen_web.services.people.refusals import Refusal
from yanzhen_web.services.records.storing import storable

FILE = "exchange.key"
LONGEST_CARD = 1000
_WORD, _FORM = "yanzhen-key", "1"
_KEY = re.compile(r"[0-9a-f]{64}")
PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{8,22}")
_GROUPS, _DIGITS = 6, 5


@dataclass(frozen=True)
class Card:
    """What a card says of an installation: its key, and the office that sits there."""

    key: str
    organisation: str
    kind: str
    region: str
    name: str

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.key)

    def line(self) -> str:
        """The card as its one line."""
        return ":".join([_WORD, _FORM, self.key, self.organisation, self.kind, self.region, self.name])


def _private() -> Ed25519PrivateKey:
    """The private key; made at first use, readable by its owner only."""
    path = Path(settings.HOME) / FILE
    with contextlib.suppress(FileExistsError):
        if not path.exists():
            _make(path)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii").strip()))


def _make(path: Path) -> None:
    # Written aside and linked in, so that two first uses at once agree on one key.
    draft = path.with_name(f".{FILE}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, Ed25519PrivateKey.generate().private_bytes_raw().hex().encode())
    finally:
        os.close(handle)
    try:
        os.link(draft, path)
    finally:
        draft.unlink()


def own_key() -> str:
    """This installation's public key, 64 hexadecimal digits."""
    return _private().public_key().public_bytes_raw().hex()


def sign(data: bytes) -> bytes:
    """The installation's signature, 64 bytes; the same data always has the same one."""
    return _private().sign(data)


def is_signed(data: bytes, signature: bytes, key: str) -> bool:
    """Whether the holder of `key` signed these very bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(key: str) -> str:
    """Six groups of five digits (99 bits of SHA-256), for reading out at the telephone."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest(), "big") % 10 ** (_GROUPS * _DIGITS)
    digits = str(number).zfill(_GROUPS * _DIGITS)
    return " ".join(digits[start : start + _DIGITS] for start in range(0, len(digits), _DIGITS))


def card_of(office: Organisation) -> Card:
    """The card of this installation, for an office that sits here."""
    name = " ".join(office.name.split()).replace(":", "：")
    return Card(own_key(), office.public_id, office.kind, office.region, name)


def read_card(text: str) -> Card:
    """What a card says.

    Raises:
        Refusal: it is no card, or one of a newer form.
    """
    parts = storable(text[: LONGEST_CARD + 1]).strip().split(":")
    if parts[:1] != [_WORD] or len(text) > LONGEST_CARD:
        raise Refusal(
            "这不是公钥卡：应是以 yanzhen-key 开头的一行，请整行复制",
            "this is no key card: copy the whole line that begins with yanzhen-key",
            field="card",
        )
    if parts[1:2] != [_FORM]:
        raise Refusal("这张公钥卡是新版软件做的，请先升级本软件",
                      "a newer program made this key card; update this one first", field="card")  # fmt: skip
    card = Card(*parts[2:]) if len(parts) == 7 else None
    if card is None or not _is_sound(card):
        raise Refusal("公钥卡不完整或抄错了，请对方重新发", "the key card is damaged; ask for it again", field="card")
    return card


def _is_sound(card: Card) -> bool:
    known = card.kind in Organisation.Kind.values and card.kind != Organisation.Kind.PLATFORM
    region = card.region == "" or re.fullmatch(r"[0-9]{6}", card.region)
    named = 0 < len(card.name) <= 200 and card.name.isprintable()
    whole = _KEY.fullmatch(card.key) and PUBLIC_ID.fullmatch(card.organisation)
    return bool(whole and known and region and named)
