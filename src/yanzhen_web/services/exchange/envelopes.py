"""The file that travels: parts of JSON lines and scans in a zip, a manifest of their hashes, a signature over it.

The same state makes the same bytes. Reading trusts nothing: sizes, names and counts are bounded before anything is
unpacked, the signature is verified before any part is opened, and a part is hashed before it is parsed.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from yanzhen_web.services.exchange import keys
from yanzhen_web.services.people.refusals import Refusal

FORMAT = 1
MOST_BYTES = 200 << 20
MOST_UNPACKED = 1 << 30
MOST_RATIO = 200
MOST_ENTRIES = 2000
MOST_MANIFEST = 1 << 20
LONGEST_LINE = 1 << 20
MOST_DEPTH = 12
PARTS = (
    "organisations", "templates", "rounds", "versions", "rows", "records", "questions", "approvals", "scans",
)  # fmt: skip
_MANIFEST, _SIGNATURE = "manifest.json", "manifest.sig"
_NAME = re.compile(rf"(?:{'|'.join(PARTS)})\.jsonl|scans/[A-Za-z0-9_-]{{8,22}}")
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 16
_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, EOFError, OSError, KeyError,
           RuntimeError, struct.error, UnicodeError, ValueError)  # fmt: skip
"""What reading an archive raises that is none, or that wants a password."""


def damaged() -> Refusal:
    """Somebody, or a stick, has changed the file."""
    return Refusal(
        "文件不完整，或者被改动过，什么都没有收。请对方重新导出、重新拷贝",
        "the file is damaged or was changed; nothing was taken in. Have it made and copied again",
    )


def oversized(zh: str, en: str) -> Refusal:
    """It is larger than any round is."""
    return Refusal(f"{zh}，不收。请核对是不是对方导出的文件", f"{en}; refused. Check that it is the file they made")


# --- writing ---------------------------------------------------------------------------------------------------------


class Writing:
    """A file in the making; parts are written one after the other, the manifest last."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.parts: list[dict[str, Any]] = []

    def lines(self, name: str, told: Iterable[Mapping[str, Any]]) -> int:
        """A part of JSON lines; returns how many there were."""
        encoded = (orjson.dumps(line, option=orjson.OPT_SORT_KEYS) + b"\n" for line in told)
        return self._part(f"{name}.jsonl", encoded)

    def content(self, name: str, pieces: Iterable[bytes]) -> None:
        """A part that is a file of its own."""
        self._part(name, pieces)

    def _part(self, name: str, pieces: Iterable[bytes]) -> int:
        digest, size, count = hashlib.sha256(), 0, 0
        with self._file.open(_entry(name), "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)
                digest.update(piece)
                size += len(piece)
                count += 1
        lines = count if name.endswith(".jsonl") else 0
        self.parts.append({"name": name, "lines": lines, "bytes": size, "sha256": digest.hexdigest()})
        return count

    def close(self, head: Mapping[str, Any]) -> str:
        """Write and sign the manifest; returns the parcel's id, which follows from what is in it."""
        told = dict(head) | {"format": FORMAT, "parts": self.parts}
        told["id"] = hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
        manifest = orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)
        self._file.writestr(_entry(_MANIFEST), manifest)
        self._file.writestr(_entry(_SIGNATURE), keys.sign(manifest).hex())
        return str(told["id"])


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _BEGINNING)
    info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
    return info


@contextmanager
def filling(path: Path) -> Iterator[Writing]:
    """A new file at a path."""
    with zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED) as file:
        yield Writing(file)


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """A file whose signature holds and whose parts are those that were signed."""

    manifest: dict[str, Any]
    key: str
    _file: zipfile.ZipFile

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """The lines of a part, in order.

        Raises:
            Refusal: a line is none, too long, too deep.
        """
        declared = {part["name"] for part in self.manifest["parts"]}
        if f"{name}.jsonl" not in declared:
            return
        with self._file.open(f"{name}.jsonl") as part:
            number = 0
            while line := part.readline(LONGEST_LINE + 1):
                number += 1
                yield parsed(line, f"{name} {number}")

    def content(self, name: str) -> Iterator[bytes]:
        """The pieces of a part that is a file of its own."""
        with self._file.open(name) as part:
            while piece := part.read(_PIECE):
                yield piece

    @property
    def names(self) -> set[str]:
        return {part["name"] for part in self.manifest["parts"]}


def parsed(line: bytes, where: str) -> dict[str, Any]:
    """A JSON object of bounded length and depth.

    Raises:
        Refusal: it is not one.
    """
    if len(line) > LONGEST_LINE:
        raise oversized(f"{where} 这一行太长", f"line {where} is too long")
    try:
        told = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise damaged() from error
    if not isinstance(told, dict) or _is_deep(told, MOST_DEPTH):
        raise oversized(f"{where} 这一行不是规定的样子", f"line {where} has a form that no parcel has")
    return told


def _is_deep(value: Any, left: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left == 0 or any(_is_deep(one, left - 1) for one in inner)


@contextmanager
def opened(path: Path, trusted: Iterable[str]) -> Iterator[Opened]:
    """A file that came in, verified.

    Args:
        trusted: the public keys of those whose files are taken in.

    Raises:
        Refusal: says whether it is damaged, by a stranger, of a newer form, or too large.
    """
    if path.stat().st_size > MOST_BYTES:
        raise oversized(f"文件超过 {MOST_BYTES >> 20} MB", f"the file has over {MOST_BYTES >> 20} MB")
    with ExitStack() as open_:
        try:
            file = open_.enter_context(zipfile.ZipFile(path))
            entries = _entries(file, path.stat().st_size)
            raw, signature = _small(file, _MANIFEST), _small(file, _SIGNATURE)
            key = _signer(raw, signature, trusted)
            manifest = _manifest(raw, key)
            _compare(file, manifest, entries)
        except _BROKEN as error:
            raise damaged() from error
        yield Opened(manifest, key, file)


def _entries(file: zipfile.ZipFile, packed: int) -> dict[str, int]:
    """Name -> size of every entry, after a look at how many and how large they are."""
    listed = file.infolist()
    sizes = {info.filename: info.file_size for info in listed}
    if len(listed) > MOST_ENTRIES or len(sizes) != len(listed):
        raise oversized("文件里的条目太多或重名", "it has too many entries, or two of one name")
    unpacked = sum(sizes.values())
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * packed + MOST_MANIFEST:
        raise oversized("文件解开后太大", "it is too large when unpacked")
    for info in listed:
        known = info.filename in (_MANIFEST, _SIGNATURE) or _NAME.fullmatch(info.filename)
        if not known or info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refusal(
                "文件里有不认识的内容，什么都没有收。请对方用“离线交换”重新导出",
                "it holds something unknown; nothing was taken in. Have it made anew with the offline exchange",
            )
    return sizes


def _small(file: zipfile.ZipFile, name: str) -> bytes:
    with file.open(name) as part:
        raw = part.read(MOST_MANIFEST + 1)
    if len(raw) > MOST_MANIFEST:
        raise oversized("文件的清单太大", "its manifest is too large")
    return raw


def _signer(raw: bytes, signature: bytes, trusted: Iterable[str]) -> str:
    """The key of the trusted one who signed; who did not is told apart from what was changed."""
    try:
        signed = bytes.fromhex(signature.decode("ascii").strip())
    except ValueError as error:
        raise damaged() from error
    for key in trusted:
        if keys.is_signed(raw, signed, key):
            return key
    told = parsed(raw, "manifest") if len(raw) <= LONGEST_LINE else {}
    sender = told.get("from")
    key = sender.get("key") if isinstance(sender, dict) else None
    if isinstance(key, str) and re.fullmatch(r"[0-9a-f]{64}", key) and keys.is_signed(raw, signed, key):
        shown = keys.fingerprint(key)
        raise Refusal(
            f"这份文件的签名人没有登记过（指纹 {shown}），什么都没有收。确是对方的，请先登记其公钥卡，并电话核对指纹",
            f"signed by somebody who is not trusted here (fingerprint {shown}); nothing was taken in. If it is them, "
            "take in their key card first and compare the fingerprint by telephone",
        )
    raise damaged()


def _manifest(raw: bytes, key: str) -> dict[str, Any]:
    told = parsed(raw, "manifest")
    form = told.get("format")
    if isinstance(form, int) and form > FORMAT:
        raise Refusal("这份文件是新版软件做的，请先升级本软件再收", "a newer program made it; update this one first")
    parts, sender = told.get("parts"), told.get("from")
    sound = form == FORMAT and isinstance(parts, list) and isinstance(sender, dict) and sender.get("key") == key
    if not sound or not all(_is_part(part) for part in parts or ()):
        raise damaged()
    return told


def _is_part(part: Any) -> bool:
    if not isinstance(part, dict) or set(part) != {"name", "lines", "bytes", "sha256"}:
        return False
    counts = all(type(part[name]) is int and part[name] >= 0 for name in ("lines", "bytes"))
    texts = all(isinstance(part[name], str) for name in ("name", "sha256"))
    return counts and texts and _NAME.fullmatch(part["name"]) is not None


def _compare(file: zipfile.ZipFile, manifest: Mapping[str, Any], entries: Mapping[str, int]) -> None:
    """Every part there, none besides, each with the bytes that were signed."""
    declared = {part["name"]: part for part in manifest["parts"]}
    if declared.keys() | {_MANIFEST, _SIGNATURE} != entries.keys() or len(declared) != len(manifest["parts"]):
        raise damaged()
    for name, part in declared.items():
        if entries[name] != part["bytes"] or _sha256(file, name, part["bytes"]) != part["sha256"]:
            raise damaged()


def _sha256(file: zipfile.ZipFile, name: str, size: int) -> str:
    digest, read = hashlib.sha256(), 0
    with file.open(name) as part:
        while (piece := part.read(_PIECE)) and read <= size:
            digest.update(piece)
            read += len(piece)
    return digest.hexdigest()
