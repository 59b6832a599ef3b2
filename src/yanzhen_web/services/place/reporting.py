"""The report of a comparison for the firm, as a file to hand on: Word or PDF, in the language in force."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from django.utils import timezone

from yanzhen.errors import WrongUsage
from yanzhen.place import Asked
from yanzhen_web.models import Comparison
from yanzhen_web.scopes import Actor
from yanzhen_web.services.history.noting import note_reading
from yanzhen_web.services.place.comparisons import project_of
from yanzhen_web.services.place.ranking import SEED, known_to
from yanzhen_web.services.place.weighing import weights_of

WEIGHTINGS, RANKS = 100_000, 10


def report_file(actor: Actor, comparison: Comparison, form: str) -> io.BytesIO:
    """The report as docx or pdf.

    Raises:
        WrongUsage: there are no places, or nothing that counts is known of them.
        MissingPiece: a PDF without a Chinese font on this machine.
    """
    from yanzhen.dossier.studies import case_of_study
    from yanzhen.place.study import study
    from yanzhen.workflow import write_report

    known = known_to(actor, comparison)
    if not known.places or not known.keys:
        raise WrongUsage(
            "还没有可比的数据，写不出报告", "nothing is known that could be compared: there is no report yet"
        )
    weighed = weights_of(comparison, known.keys, known.matrix)
    found = study(
        project_of(actor, comparison),
        known.records,
        known.observations,
        dict(zip(known.keys, weighed.weights.tolist(), strict=True)),
        today=timezone.localdate(),
        asked=Asked(comparison.method, WEIGHTINGS, RANKS, SEED),
        rulings=[ruling for listed in known.rulings.values() for ruling in listed],
    )
    note_reading("export", comparison, form=form)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"report.{form}"
        write_report(case_of_study(found), str(path))
        return io.BytesIO(path.read_bytes())
