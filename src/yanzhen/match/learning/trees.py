"""Boosted trees in whole points: grown by LightGBM, kept and summed as tables of integers.

A leaf's points are its value rounded; a branch's are the mean of its leaves. On the way from the root to a leaf each
step adds the difference to the feature that was asked about, so that the root's points and the steps of all trees add
up to the score exactly (the path attribution of Saabas, Interpreting random forests, 2014). Features are whole
ten-thousandths, thresholds too, so no rounding of a processor decides a branch.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yanzhen.errors import MissingPiece, UnreadableInput

Ints = NDArray[np.int64]

POINTS = 10_000
"""Points of one level, or of a probability of one."""
GRAIN = 10_000
"""Parts of one in which features are told."""

_SETTINGS: dict[str, Any] = {
    "objective": "regression",
    "learning_rate": 0.03,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "seed": 1,
    "verbosity": -1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "monotone_constraints_method": "basic",
}
ROUNDS = 250
_LARGEST = 1 << 40


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees one after the other.

    Attributes:
        roots: (trees,) the node at which each begins.
        feature: (nodes,) what is asked about; -1 at a leaf.
        threshold: (nodes,) at most this goes left.
        left, right: (nodes,) where to go on; always to a later node.
        points: (nodes,).
    """

    roots: Ints
    feature: Ints
    threshold: Ints
    left: Ints
    right: Ints
    points: Ints

    @property
    def base(self) -> int:
        """The points that every pair begins with."""
        return int(self.points[self.roots].sum())

    def contributions(self, features: Ints) -> Ints:
        """(pairs, features) points that each feature adds; with `base` they are the score."""
        rows = np.arange(len(features))
        told = np.zeros(features.shape, np.int64)
        for root in self.roots.tolist():
            at, going = np.full(len(rows), root), rows
            while len(going):
                going = going[self.feature[at[going]] >= 0]
                here = at[going]
                asked = self.feature[here]
                after = np.where(features[going, asked] <= self.threshold[here], self.left[here], self.right[here])
                told[going, asked] += self.points[after] - self.points[here]
                at[going] = after
        return told

    def as_lists(self) -> dict[str, list[int]]:
        """The form of the model's file."""
        return {name: getattr(self, name).tolist() for name in _PARTS}

    @classmethod
    def from_lists(cls, lists: Any, features: int) -> Trees:
        """The inverse of `as_lists`, checked: whatever stands in a file, scoring it ends and stays in its arrays.

        Raises:
            UnreadableInput: these are no trees.
        """
        try:
            trees = cls(**{name: np.array(lists[name], np.int64) for name in _PARTS})
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise _no_trees() from error
        if not trees._sound(features):
            raise _no_trees()
        return trees

    def _sound(self, features: int) -> bool:
        size = len(self.feature)
        parts = [getattr(self, name) for name in _PARTS]
        if any(part.ndim != 1 for part in parts) or any(len(part) != size for part in parts[1:]) or not size:
            return False
        branch = self.feature >= 0
        places = np.arange(size)[branch]
        return bool(
            len(self.roots)
            and ((self.roots >= 0) & (self.roots < size)).all()
            and (self.feature < features).all()
            and all(((side[branch] > places) & (side[branch] < size)).all() for side in (self.left, self.right))
            and (np.abs(self.points) < _LARGEST).all()
        )


_PARTS = ("roots", "feature", "threshold", "left", "right", "points")


def _no_trees() -> UnreadableInput:
    return UnreadableInput(
        "模型文件里的决策树不完整，请用 yanzhen learn 重新学习", "the model's trees are damaged; learn it anew"
    )


def grow(features: Ints, wanted: NDArray[np.float64], rising: Sequence[bool], *, leaves: int, smallest: int) -> Trees:
    """Trees that tell `wanted` (in ones, not points) from features.

    Args:
        rising: the features of which more never lowers the answer.
        leaves: of a tree, at most; fewer where there is little to learn from.
        smallest: pairs in a leaf, at least.

    Raises:
        MissingPiece: LightGBM is not installed.
    """
    try:
        import lightgbm
    except (ImportError, OSError) as error:
        raise MissingPiece(
            "学习需要 LightGBM：请执行 pip install 'yanzhen[learn]'（Linux 上还要有 libgomp1）",
            "learning needs LightGBM: run pip install 'yanzhen[learn]' (on Linux it needs libgomp1 too)",
        ) from error
    settings = {
        **_SETTINGS,
        "num_leaves": leaves,
        "min_data_in_leaf": smallest,
        "monotone_constraints": [int(one) for one in rising],
    }
    data = lightgbm.Dataset(features.astype(np.float64), wanted, params={"verbosity": -1})
    grown = lightgbm.train(settings, data, ROUNDS).dump_model()
    return _table([tree["tree_structure"] for tree in grown["tree_info"]])


def _table(trees: Iterable[Any]) -> Trees:
    nodes: list[list[int]] = []

    def put(node: Any) -> tuple[int, float, int]:
        """Write a node and all below it; its place, its mean value and its pairs."""
        place = len(nodes)
        nodes.append([-1, 0, 0, 0, 0])
        if "leaf_value" in node:
            value, count = float(node["leaf_value"]), int(node.get("leaf_count", 1))
        else:
            left, low, of_left = put(node["left_child"])
            right, high, of_right = put(node["right_child"])
            count = of_left + of_right
            value = (low * of_left + high * of_right) / max(1, count)
            nodes[place][:4] = [int(node["split_feature"]), int(np.floor(node["threshold"])), left, right]
        nodes[place][4] = round(value * POINTS)
        return place, value, count

    roots = np.array([put(tree)[0] for tree in trees], np.int64)
    return Trees(roots, *np.array(nodes, np.int64).T.copy())
