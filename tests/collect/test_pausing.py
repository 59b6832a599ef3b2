"""The collector is back to its habits when the last book has been read."""

import gc

from yanzhen.collect.pausing import collecting_seldom


def test_thresholds_are_restored_whatever_order_blocks_end_in() -> None:
    usual = gc.get_threshold()
    first, second = collecting_seldom(), collecting_seldom()
    first.__enter__()
    second.__enter__()
    assert gc.get_threshold()[0] > usual[0]
    first.__exit__(None, None, None)
    assert gc.get_threshold()[0] > usual[0]
    second.__exit__(None, None, None)
    assert gc.get_threshold() == usual
