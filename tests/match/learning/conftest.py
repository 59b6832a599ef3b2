"""A small world whose truth is known, and the model that is learned from it; LightGBM is needed."""

from __future__ import annotations

import random

import pytest

from yanzhen.match.learning.decisions import Decision, Demand, Pair
from yanzhen.match.learning.model import Model
from yanzhen.match.learning.training import learn

TOPICS = {
    "电池": ["锂电池", "正极材料", "电解液", "隔膜", "储能", "极片"],
    "视觉": ["机器视觉", "缺陷检测", "图像识别", "相机标定", "检测算法", "光学成像"],
    "农业": ["水肥一体", "智能灌溉", "土壤监测", "温室大棚", "病虫害", "育种"],
    "焊接": ["激光焊接", "焊缝跟踪", "焊接机器人", "熔覆涂层", "堆焊", "焊丝"],
    "环保": ["废水处理", "膜分离", "除尘", "脱硝催化剂", "污泥干化", "重金属吸附"],
}
MAKING = ["研发", "制备方法", "工艺优化", "产业化", "装置", "系统设计"]


def world(demands: int = 32, pairs: int = 20, seed: int = 1) -> tuple[list[Demand], list[Decision]]:
    """Demands of five topics and titles beside them, the nearer in words the higher judged, with noise."""
    rng = random.Random(seed)
    topics = list(TOPICS)
    told, judged = [], []
    for number in range(demands):
        topic = topics[number % len(topics)]
        words = rng.sample(TOPICS[topic], 3)
        text = f"企业希望解决{words[0]}和{words[1]}的{rng.choice(MAKING)}问题"
        told.append(Demand(f"d{number:03}", f"{words[0]}{rng.choice(MAKING)}", text))
        for place in range(pairs):
            other = topic if rng.random() < 0.5 else rng.choice(topics)
            has = rng.sample(TOPICS[other], 2)
            level = 1 + (other == topic) + sum(word in words[:2] for word in has)
            if rng.random() < 0.1:
                level += rng.choice((-1, 1))
            title = f"{has[0]} {has[1]} {rng.choice(MAKING)}"
            judged.append(Decision(Pair(f"d{number:03}", f"a{number:03}-{place:02}", title), min(4, max(1, level))))
    return told, judged


@pytest.fixture(scope="session")
def learned() -> tuple[Model, list[Demand], list[Decision]]:
    """A model, all demands, and decisions that it has not seen: a fifth of all pairs."""
    pytest.importorskip("lightgbm")
    demands, judged = world()
    return learn(demands, judged[::5] + judged[1::5] + judged[2::5] + judged[3::5]), demands, judged[4::5]
