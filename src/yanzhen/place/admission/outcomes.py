"""Which decisions are open, given what the departments said. Environment, safety and energy can veto."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yanzhen.language import Said

AGREE, CONDITIONS, OPPOSE = "agree", "conditions", "oppose"
VERDICTS = {
    AGREE: Said("同意", "agrees"),
    CONDITIONS: Said("有条件同意", "agrees on conditions"),
    OPPOSE: Said("不同意", "opposes"),
}
PASSED, CONDITIONAL, DEFERRED, REFUSED = "passed", "conditional", "deferred", "refused"
OUTCOMES = {
    PASSED: Said("通过", "Passed"),
    CONDITIONAL: Said("有条件通过", "Passed on conditions"),
    DEFERRED: Said("缓议", "Deferred"),
    REFUSED: Said("否决", "Refused"),
}
DEPARTMENTS = {
    "filing": Said("备案", "Filing"),
    "land": Said("自然资源", "Natural resources"),
    "environment": Said("生态环境", "Environment"),
    "safety": Said("应急管理", "Safety"),
    "tax": Said("税务", "Tax"),
    "energy": Said("能源", "Energy"),
}
VETOING = frozenset({"environment", "safety", "energy"})


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a department said.

    Attributes:
        verdict: of VERDICTS; empty while it has not answered.
        lifted: the department itself has taken back that it opposes, on conditions.
    """

    department: str
    verdict: str = ""
    lifted: bool = False

    @property
    def vetoes(self) -> bool:
        """Whether it stands in the way of passing now."""
        return self.department in VETOING and self.verdict == OPPOSE and not self.lifted


def closed_outcomes(opinions: Iterable[Opinion]) -> dict[str, Said]:
    """outcome -> why it can't be decided now; an outcome that is not in it can.

    A department that can veto and has not answered has not agreed: neither way of passing is open. One that took its
    veto back did so on conditions: only passing on conditions is open.
    """
    listed = list(opinions)
    vetoing = [o.department for o in listed if o.vetoes]
    if vetoing:
        zh, en = _named(vetoing)
        why = Said(f"{zh}不同意（一票否决），只能否决或缓议", f"vetoed by {en}: only to be refused or deferred")
        return {PASSED: why, CONDITIONAL: why}
    silent = [o.department for o in listed if o.department in VETOING and not o.verdict]
    if silent:
        zh, en = _named(silent)
        why = Said(f"{zh}还没有意见，不能通过", f"{en} has not answered: it can't pass")
        return {PASSED: why, CONDITIONAL: why}
    lifted = [o.department for o in listed if o.department in VETOING and o.verdict == OPPOSE]
    if lifted:
        zh, en = _named(lifted)
        return {
            PASSED: Said(f"{zh}撤回了反对，只能有条件通过", f"{en} took its veto back: it passes on conditions only")
        }
    return {}


def proposed(opinions: Iterable[Opinion], *, short: bool, unknown: bool) -> str:
    """The outcome that the file suggests; people decide.

    Args:
        short: whether the project falls short of a threshold.
        unknown: whether one could not be compared.
    """
    listed = list(opinions)
    closed = closed_outcomes(listed)
    if CONDITIONAL in closed:
        return REFUSED if any(o.vetoes for o in listed) else DEFERRED
    conditions = any(o.verdict in (CONDITIONS, OPPOSE) for o in listed)
    if PASSED in closed or short or unknown or conditions or any(not o.verdict for o in listed):
        return CONDITIONAL
    return PASSED


def _named(departments: list[str]) -> tuple[str, str]:
    labels = [DEPARTMENTS[one] for one in departments]
    return "、".join(label.zh for label in labels), ", ".join(label.en for label in labels)
