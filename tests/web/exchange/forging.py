"""Files as somebody would make them who means harm, or whose stick is worn out."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Parts = dict[str, bytes]
Manifest = dict[str, Any]


def private(home: Path) -> Ed25519PrivateKey:
    """The key of an installation, as who sits at it can take it."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex((home / "exchange.key").read_text()))


def read(path: Path) -> tuple[Manifest, Parts]:
    """Manifest and parts of a file."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(parts.pop("manifest.json"))
    parts.pop("manifest.sig")
    return manifest, parts


def written(path: Path, manifest: Manifest, parts: Parts, key: Ed25519PrivateKey, *, listed: bool = True) -> Path:
    """A file whose signature and hashes hold.

    Args:
        listed: whether the manifest names the parts that there are.
    """
    if listed:
        manifest["parts"] = [
            {"name": n, "lines": c.count(b"\n"), "bytes": len(c), "sha256": hashlib.sha256(c).hexdigest()}
            for n, c in parts.items()
        ]
    raw = json.dumps(manifest, ensure_ascii=False).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
        file.writestr("manifest.json", raw)
        file.writestr("manifest.sig", key.sign(raw).hex())
    return path


def lines(part: bytes) -> list[dict[str, Any]]:
    """The lines of a part."""
    return [json.loads(line) for line in part.splitlines()]


def changed(part: bytes, change: Callable[[dict[str, Any]], Any]) -> bytes:
    """A part with each of its lines changed."""
    listed = lines(part)
    for line in listed:
        change(line)
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in listed)
