"""Writes docs/zh/asvs.md and docs/en/asvs.md from docs/asvs.tsv: how each requirement of ASVS 5.0, levels 1 and 2, is
met, and by which test that is shown.

    python tools/asvs_pages.py [--check]
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERDICTS = {
    "met": ("满足", "met"),
    "partly": ("部分", "partly"),
    "operator": ("部署单位", "operator"),
    "na": ("不适用", "n/a"),
}
CHAPTERS = {
    1: ("编码与清洗", "Encoding and sanitisation"),
    2: ("校验与业务逻辑", "Validation and business logic"),
    3: ("网页前端", "Web front end"),
    4: ("接口", "API and web service"),
    5: ("文件", "File handling"),
    6: ("身份认证", "Authentication"),
    7: ("会话", "Session management"),
    8: ("授权", "Authorisation"),
    9: ("自含令牌", "Self-contained tokens"),
    10: ("OAuth 与 OIDC", "OAuth and OIDC"),
    11: ("密码学", "Cryptography"),
    12: ("通信安全", "Secure communication"),
    13: ("配置", "Configuration"),
    14: ("数据保护", "Data protection"),
    15: ("编码与架构", "Secure coding and architecture"),
    16: ("日志与报错", "Logging and error handling"),
    17: ("WebRTC", "WebRTC"),
}
HEAD = {
    "zh": """# ASVS 5.0 对照表

应用安全验证标准（OWASP ASVS）5.0 一级、二级共 {count} 项，每一项由哪些测试证明，或为什么不适用。
要求只写大意，原文以标准为准。本页由 `tools/asvs_pages.py` 从 `docs/asvs.tsv` 生成，测试检查编号齐全、所指的测试都在。

“部署单位”：要由运行本系统的单位来做，手册写了怎么做。“部分”：写明差在哪里。{tally}
""",
    "en": """# ASVS 5.0, item by item

The {count} requirements of OWASP's Application Security Verification Standard 5.0 at levels 1 and 2: which tests show
each, or why it does not apply. What is asked for is told in a few words; the standard has the text. This page is made
by `tools/asvs_pages.py` from `docs/asvs.tsv`; a test checks that every number is there and every test exists.

“operator”: up to the office that runs the system, and the manual says how. “partly”: it says what is missing. {tally}
""",
}
COLUMNS = {
    "zh": "| 编号 | 级 | 要求 | 结论 | 怎么做到 | 测试 |\n| --- | --- | --- | --- | --- | --- |\n",
    "en": "| No. | L | What is asked for | | How | Tests |\n| --- | --- | --- | --- | --- | --- |\n",
}

Row = dict[str, str]


def requirements() -> list[Row]:
    """The rows of docs/asvs.tsv, in the order of the standard."""
    with (ROOT / "docs" / "asvs.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def page(language: str) -> str:
    """The page in one language."""
    rows = requirements()
    index = ("zh", "en").index(language)
    counts = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in VERDICTS}
    tally = ("，" if language == "zh" else ", ").join(f"{VERDICTS[v][index]} {n}" for v, n in counts.items())
    text = HEAD[language].format(count=len(rows), tally=tally + ("。" if language == "zh" else "."))
    for number, titles in CHAPTERS.items():
        text += f"\n## V{number} {titles[index]}\n\n" + COLUMNS[language]
        text += "".join(_line(row, language, index) for row in rows if int(row["id"].partition(".")[0]) == number)
    return text


def _line(row: Row, language: str, index: int) -> str:
    tests = " ".join(f"`{test.removeprefix('tests/')}`" for test in row["tests"].split())
    cells = [row["id"], row["level"], row[f"what_{language}"], VERDICTS[row["verdict"]][index], row[f"how_{language}"]]
    return "| " + " | ".join([*(cell.replace("|", "\\|") for cell in cells), tests]) + " |\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check say whether they are as they would be written."""
    stale = []
    for language in ("zh", "en"):
        path = ROOT / "docs" / language / "asvs.md"
        text = page(language)
        if "--check" in arguments:
            stale += [path] * (not path.is_file() or path.read_text(encoding="utf-8") != text)
        else:
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path.relative_to(ROOT)}: python tools/asvs_pages.py", file=sys.stderr)
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
