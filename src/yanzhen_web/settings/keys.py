"""The secret key: made once, kept in a file that only its owner reads."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """The key in `home`/secret.key; made there at the first start, mode 0600."""
    path = home / "secret.key"
    home.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        # Written aside and linked in, so that two first starts at once agree on one key.
        draft = home / f".secret.{secrets.token_hex(4)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, secrets.token_urlsafe(50).encode())
        finally:
            os.close(handle)
        try:
            if not path.exists():
                os.link(draft, path)
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
