"""Whatever is not what the other side made for us is told in words, and nothing of it is written."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from . import forging
from .conftest import COUNTY, Pair
from .installation import Installation


@dataclass
class Sent:
    """A round for which the county has sent, and the file of it that the province has not taken in."""

    pair: Pair
    round: str
    path: Path
    before: dict[str, Any]

    def refused(self, path: Path, *, at: Installation | None = None) -> str:
        """The sentence; and nothing was written."""
        answer = (at or self.pair.province).ask("take", str(path))
        assert "refused" in answer, answer
        assert self.pair.province.ask("state", self.round) == self.before
        return f"{answer['refused']} {answer['en']}"

    def forged(self, tmp_path: Path, change: Callable[[forging.Manifest, forging.Parts], Any]) -> Path:
        """The file changed, and signed with the county's own key."""
        manifest, parts = forging.read(self.path)
        change(manifest, parts)
        return forging.written(tmp_path / "forged.yzx", manifest, parts, forging.private(self.pair.county.home))


@pytest.fixture(scope="module")
def sent(pair: Pair) -> Sent:
    """One for all tests that leave it as it is."""
    return send(pair)


def send(pair: Pair) -> Sent:
    """A round, and the county's file of it."""
    found = pair.province.ask("open", "示例敌意任务", COUNTY)
    pair.hand_over(found, to_county=True)
    pair.county.ask("send", found, {"示例甲": 10_000_000, "示例乙": 20_000_000})
    path = Path(pair.county.ask("pack", found))
    return Sent(pair, found, path, pair.province.ask("state", found))


def _part(name: str, change: Callable[[dict[str, Any]], Any]) -> Callable[[Any, forging.Parts], None]:
    def changing(manifest: Any, parts: forging.Parts) -> None:
        parts[f"{name}.jsonl"] = forging.changed(parts[f"{name}.jsonl"], change)

    return changing


# --- the envelope ----------------------------------------------------------------------------------------------------


def test_any_changed_byte_is_found_or_says_nothing(pair: Pair, tmp_path: Path) -> None:
    sent = send(pair)
    content, found = sent.path.read_bytes(), 0
    for place in range(0, len(content), max(1, len(content) // 60)):
        worn = tmp_path / "worn.yzx"
        worn.write_bytes(content[:place] + bytes([content[place] ^ 0x41]) + content[place + 1 :])
        answer = pair.province.ask("take", str(worn))
        found += "refused" in answer
        # An archive has bytes that say nothing of what is in it, such as the hour at which an entry was packed.
        assert "refused" in answer or forging.read(worn) == forging.read(sent.path), place
    assert found > 30, "most bytes say something"


@pytest.mark.parametrize("content", [b"", b"PK", b"not a parcel", b"\x00" * 5000])
def test_what_is_no_parcel_is_told(sent: Sent, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.yzx"
    path.write_bytes(content)
    assert "不完整" in sent.refused(path)


def test_a_cut_file_is_told(sent: Sent, tmp_path: Path) -> None:
    path = tmp_path / "cut.yzx"
    path.write_bytes(sent.path.read_bytes()[:-200])
    assert "不完整" in sent.refused(path)


def test_a_stranger_is_told_by_fingerprint(sent: Sent, tmp_path: Path) -> None:
    manifest, parts = forging.read(sent.path)
    key = Ed25519PrivateKey.generate()
    manifest["from"]["key"] = key.public_key().public_bytes_raw().hex()
    path = forging.written(tmp_path / "stranger.yzx", manifest, parts, key)
    assert "没有登记" in sent.refused(path)


def test_a_stranger_who_names_a_trusted_key_is_no_better(sent: Sent, tmp_path: Path) -> None:
    manifest, parts = forging.read(sent.path)
    path = forging.written(tmp_path / "stranger.yzx", manifest, parts, Ed25519PrivateKey.generate())
    assert "不完整" in sent.refused(path)


def test_a_file_for_somebody_else_is_told(sent: Sent, tmp_path: Path) -> None:
    path = sent.forged(tmp_path, lambda manifest, parts: manifest["to"].update(key="0" * 64, name="示例省商务厅"))
    assert "示例省商务厅" in sent.refused(path)
    assert "refused" in sent.pair.county.ask("take", str(sent.path)), "its own file is not for the county"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda manifest, parts: manifest.update(format=2), "新版软件"),
        (lambda manifest, parts: manifest.update(format="1"), "不完整"),
        (lambda manifest, parts: manifest.update(kind="orders"), "不认识"),
        (lambda manifest, parts: manifest["from"].update(organisation="x" * 16, name="省政府"), "自称"),
        (lambda manifest, parts: manifest.pop("to"), "不完整"),
        (lambda manifest, parts: manifest.update(round="x" * 16), "不完整"),
        (lambda manifest, parts: parts.update({"../../evil.jsonl": b""}), "不认识的内容"),
        (lambda manifest, parts: parts.update({"secret.key": b"1"}), "不认识的内容"),
        (lambda manifest, parts: parts.update({f"scans/{'a' * 16}{n}": b"" for n in range(2100)}), "太多"),
        (lambda manifest, parts: parts.update({"scans/aaaaaaaaaaaaaaaa": b"0" * (60 << 20)}), "太大"),
    ],
)
def test_an_envelope_of_another_form_is_told(
    sent: Sent, tmp_path: Path, change: Callable[[Any, Any], Any], words: str
) -> None:
    assert words in sent.refused(sent.forged(tmp_path, change))


def test_a_part_that_the_manifest_leaves_out_or_has_too_much_is_refused(sent: Sent, tmp_path: Path) -> None:
    manifest, parts = forging.read(sent.path)
    key = forging.private(sent.pair.county.home)
    for left in ({**parts, "scans/aaaaaaaaaaaaaaaa": b"1"}, {n: c for n, c in parts.items() if "rows" not in n}):
        path = forging.written(tmp_path / "other.yzx", dict(manifest), left, key, listed=False)
        assert "不完整" in sent.refused(path)


def test_an_entry_that_stands_twice_is_refused(sent: Sent, tmp_path: Path) -> None:
    path = tmp_path / "twice.yzx"
    path.write_bytes(sent.path.read_bytes())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as file:
        file.writestr("rows.jsonl", b"{}\n")
    assert "重名" in sent.refused(path)


# --- what stands in it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        _part("rows", lambda line: line["fields"].update(intended_amount_cny="一亿")),
        _part("rows", lambda line: line["fields"].update(intended_amount_cny=10**30)),
        _part("rows", lambda line: line["fields"].update(no_such_field="x")),
        _part("rows", lambda line: line["fields"].update(intended_amount_cny=99)),
        _part("rows", lambda line: line.update(number=7)),
        _part("rows", lambda line: line.update(name="")),
        _part("rows", lambda line: line.update(name="甲\u202e乙")),
        _part("rows", lambda line: line.update(name="甲\x00乙")),
        _part("rows", lambda line: line.update(kind="weapon")),
        _part("rows", lambda line: line.update(more=1)),
        _part("rows", lambda line: line["extra"].update(a={"b": 1})),
        _part("records", lambda line: line.update(owner="x" * 16)),
        _part("records", lambda line: line.update(publication="top")),
        _part("records", lambda line: line["fields"].update(investor=["x"])),
        _part("versions", lambda line: line.update(digest="0" * 64)),
        _part("versions", lambda line: line.update(count=3)),
        _part("versions", lambda line: line.update(number=-1)),
        _part("versions", lambda line: line.update(report="x" * 16)),
        _part("versions", lambda line: line.update(sent_at="yesterday")),
        _part("versions", lambda line: line.update(rows=False)),
        _part("rounds", lambda line: line.update(id="x" * 16)),
        _part("rounds", lambda line: line["report"].update(id="x" * 16)),
        _part("rounds", lambda line: line.update(clock="9")),
        _part("organisations", lambda line: line.update(kind="platform")),
        lambda manifest, parts: parts.update({"rows.jsonl": b"{" * 5000}),
        lambda manifest, parts: parts.update({"rows.jsonl": b'{"fields":' * 900 + b"1" + b"}" * 900}),
        lambda manifest, parts: parts.update({"rows.jsonl": b"[]\n"}),
        lambda manifest, parts: parts.update({"rows.jsonl": b""}),
        lambda manifest, parts: parts.update({"rows.jsonl": parts["rows.jsonl"] * 2}),
        lambda manifest, parts: parts.update({"records.jsonl": json.dumps({"x": "y" * (2 << 20)}).encode() + b"\n"}),
    ],
)
def test_a_line_that_is_not_sound_stops_all_of_it(
    sent: Sent, tmp_path: Path, change: Callable[[Any, Any], Any]
) -> None:
    told = sent.refused(sent.forged(tmp_path, change))
    assert "什么都没有收" in told or "不收" in told or "--whole" in told


def test_a_county_changes_no_record_of_another(sent: Sent, tmp_path: Path) -> None:
    province = sent.pair.province
    theirs = province.ask("other_record", "示例县商务局", "别县的项目")

    def claim(manifest: Any, parts: forging.Parts) -> None:
        first = forging.lines(parts["records.jsonl"])[0]["id"]
        parts["records.jsonl"] = parts["records.jsonl"].replace(first.encode(), theirs.encode())

    assert "said" in province.ask("take", str(sent.forged(tmp_path, claim)))
    assert province.ask("record", theirs)[:2] == ["别县的项目", "示例县商务局"]


def test_after_the_key_is_revoked_nothing_is_taken_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    from .conftest import make_pair

    pair = make_pair(tmp_path_factory.mktemp("revoked"))
    try:
        found = pair.province.ask("open", "示例任务", COUNTY)
        pair.hand_over(found, to_county=True)
        path = pair.county.ask("pack", found)
        pair.province.ask("revoke")
        assert "撤销" in pair.province.ask("take", path)["refused"]
    finally:
        pair.province.close()
        pair.county.close()
