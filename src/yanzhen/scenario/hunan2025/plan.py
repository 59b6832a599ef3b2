"""The whole event as rows, before any office writes it down."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.scenario.forms import Row
from yanzhen.scenario.hunan2025.achievements import plan_achievements
from yanzhen.scenario.hunan2025.demands import plan_demands
from yanzhen.scenario.hunan2025.faults import make_slips
from yanzhen.scenario.hunan2025.funnel import plan_agreements, plan_visits
from yanzhen.scenario.hunan2025.names import Namer
from yanzhen.scenario.hunan2025.parties import plan_clusters, plan_enterprises, plan_parks
from yanzhen.scenario.hunan2025.phrases import seeded
from yanzhen.scenario.hunan2025.policies import plan_policies
from yanzhen.scenario.hunan2025.programme import plan_sessions
from yanzhen.scenario.hunan2025.projects import Projects, plan_projects
from yanzhen.scenario.hunan2025.universities import intermediary_rows, university_rows


@dataclass(slots=True)
class Event:
    """All rows of the event by what they are."""

    projects: Projects
    demands: list[Row]
    achievements: list[Row]
    enterprises: list[Row]
    parks: list[Row]
    policies: list[Row]
    clusters: list[Row]
    sessions: list[Row]
    agreements: list[Row]
    visits: list[Row]
    universities: list[Row]
    intermediaries: list[Row]


def plan_event(seed: int) -> Event:
    """The event of a seed; the published figures are those of every seed."""
    namer = Namer(seeded(seed, "names"))
    firms = plan_enterprises(seed, namer)
    demands, asked = plan_demands(seed, namer, firms)
    event = Event(
        projects=plan_projects(seed, namer),
        demands=demands,
        achievements=plan_achievements(seed, namer, asked),
        enterprises=firms,
        parks=plan_parks(seed),
        policies=plan_policies(seed),
        clusters=plan_clusters(seed),
        sessions=plan_sessions(seed),
        agreements=plan_agreements(seed, firms),
        visits=plan_visits(seed, namer, firms),
        universities=university_rows(),
        intermediaries=intermediary_rows(),
    )
    make_slips(event.projects, firms, seeded(seed, "slips"))
    return event
