"""What it costs to read and clean a ledger, beside a bare read of the same file by python-calamine.

    python benchmarks/collect.py [--size small|event|big] [--rounds 3]

Both run in turn in processes of their own, so that neither inherits the other's memory; CPU time is that of the whole
process from its start to its end, less what a process costs that only imports. Nothing is written.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SIZES = {"small": 2_000, "event": 20_000, "big": 100_000}
HEADER = [
    "序号", "项目名称", "投资方", "投资方所在地", "承接地", "所属产业", "投资额（亿元）", "到位资金（万元）",
    "完成投资（万元）",
    "签约时间", "拟开工时间", "项目进展", "建设内容", "用地（亩）", "就业人数", "预计年产值", "联系人", "联系电话",
    "责任单位", "备注",
]  # fmt: skip
_PLACES = [
    "湖南省长沙市",
    "长沙县",
    "株洲市荷塘区",
    "湘潭经开区",
    "岳阳",
    "衡阳市",
    "郴州市北湖区",
    "湖南省永州市",
    "宁乡市",
    "娄底市",
]
_ORIGINS = [
    "广东省深圳市",
    "东莞市",
    "上海市",
    "江苏省苏州市",
    "浙江省宁波市",
    "北京市海淀区",
    "佛山",
    "福建省厦门市",
    "德国",
    "武汉市",
]
_TRADES = ["高端装备", "电子信息", "先进材料", "航空航天", "生物医药", "新能源汽车"]
_THINGS = [
    "显示模组",
    "碳纤维",
    "轴承",
    "锂电池",
    "工业机器人",
    "芯片封装",
    "航空紧固件",
    "特种陶瓷",
    "光学镜片",
    "减速器",
]
_STAGES = ["在谈", "已签约", "已开工", "已投产", "洽谈中", "前期手续办理"]


def write_ledger(path: Path, rows: int, seed: int = 1) -> None:
    """A ledger as an office keeps it: 20 columns of names, places, amounts with and without units, dates and texts."""
    import xlsxwriter

    draw = random.Random(seed)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet("项目台账")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_string(0, 0, "承接产业转移项目台账")
    page.write_row(1, 0, HEADER)
    start = datetime.date(2024, 1, 1)
    for row in range(2, rows + 2):
        thing, place = draw.choice(_THINGS), draw.choice(_PLACES)
        signed = start + datetime.timedelta(days=draw.randrange(500))
        amount = round(draw.uniform(0.3, 60), 2)
        content = (
            f"建设{draw.randrange(2, 90)}条{thing}生产线及配套厂房{draw.randrange(1, 40)}万平方米，"
            f"达产后年产{draw.randrange(1000)}万件。"
        )
        cells = [
            row - 1,
            f"{thing}{draw.choice(['生产基地', '研发中心', '产业园'])}{draw.choice('一二三四五六')}期{row}号项目",
            f"{draw.choice(['深圳', '上海', '苏州', '东莞'])}某某{thing}{draw.randrange(3000)}有限公司",
            draw.choice(_ORIGINS),
            place,
            draw.choice(_TRADES),
            amount if row % 5 else f"{amount}亿元",
            round(amount * 2000 * draw.random()),
            round(amount * 3000 * draw.random()),
            signed,
            f"{signed.year}年{signed.month}月" if row % 2 else f"{signed.year + 1}-{signed.month:02d}",
            draw.choice(_STAGES),
            content,
            draw.randrange(10, 800),
            draw.randrange(20, 3000),
            f"{round(amount * draw.uniform(0.5, 2), 1)}亿元",
            draw.choice("张李王刘陈") + "某",
            f"0731-8{draw.randrange(10**6, 10**7)}",
            f"{place}招商局",
            "" if row % 7 else f"第{draw.randrange(1, 40)}周调度",
        ]  # fmt: skip
        for column, value in enumerate(cells):
            if isinstance(value, datetime.date):
                page.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), day)
            elif isinstance(value, str):
                page.write_string(row, column, value)
            else:
                page.write_number(row, column, value)
    book.close()


def read_bare(path: Path) -> int:
    """The peer: every value as Python, nothing more."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def read_streamed(path: Path) -> int:
    """The peer's own leanest way: rows made one by one and dropped."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return sum(1 for name in book.sheet_names for _ in book.get_sheet_by_name(name).iter_rows())


def read_sheets(path: Path) -> int:
    """Values with all that stands around them: hidden, merged, failed, formatted."""
    from yanzhen.collect.workbooks import open_book

    return sum(1 for sheet in open_book(path).sheets for _ in sheet.rows)


def read_and_clean(path: Path) -> int:
    """Records, in batches that are dropped."""
    from yanzhen.collect import stream_book

    return sum(len(batch) for batch in stream_book(path))


ENGINES: dict[str, Callable[[Path], int]] = {
    "python-calamine": read_bare,
    "python-calamine, row by row": read_streamed,
    "yanzhen, sheets only": read_sheets,
    "yanzhen": read_and_clean,
}


def measure(engine: str, path: Path) -> dict[str, float]:
    """Run one engine in a process of its own: CPU and wall seconds, peak memory in MB, rows."""
    done = subprocess.run(
        [sys.executable, __file__, "--only", engine, "--path", str(path)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


def run_only(engine: str, path: Path) -> None:
    """Inside that process: from the first import on."""
    import resource

    cpu, wall = time.process_time(), time.perf_counter()
    rows = ENGINES[engine](path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall, "rows": rows}
    print(json.dumps({**told, "rss_mb": used.ru_maxrss / 1024}))


def main() -> None:
    """Print a JSON line an engine, and one with the ratio that counts."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", choices=SIZES, default="big")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", choices=ENGINES, help=argparse.SUPPRESS)
    options.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.only:
        run_only(given.only, given.path)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        write_ledger(path, SIZES[given.size])
        runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in ENGINES}
        for _ in range(given.rounds):
            for engine, kept in runs.items():
                kept.append(measure(engine, path))
    for engine, kept in runs.items():
        print(json.dumps(line(engine, given.size, kept), ensure_ascii=False))
    ratios = [
        ours["cpu_s"] / bare["cpu_s"] for ours, bare in zip(runs["yanzhen"], runs["python-calamine"], strict=True)
    ]
    told = {"measure": "collect, CPU against a bare read", "size": given.size, "engine": "yanzhen"}
    print(json.dumps({**told, "ratio": round(statistics.median(ratios), 2)}, ensure_ascii=False))


def line(engine: str, size: str, runs: list[dict[str, float]]) -> dict[str, object]:
    """The medians of one engine's runs, in the form that all benchmarks print."""
    middle = {key: statistics.median(run[key] for run in runs) for key in ("cpu_s", "wall_s", "rss_mb")}
    rows = runs[0]["rows"]
    return {
        "measure": "collect",
        "size": size,
        "engine": engine,
        "cpu_s": round(middle["cpu_s"], 2),
        "wall_s": round(middle["wall_s"], 2),
        "rss_mb": round(middle["rss_mb"]),
        "exact": rows in (SIZES[size], SIZES[size] + 2),
    }


if __name__ == "__main__":
    main()
