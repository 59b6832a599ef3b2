"""What the forms of an event's rooms are made of: lines, counts, days and times, and choices in two languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from yanzhen.language import Said
from yanzhen_web.services.records.storing import storable

NOTHING = ("", "—")
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
"""Beyond these no event is held: a year that was mistyped."""


class Line(forms.CharField):
    """One line as both databases keep it."""

    def to_python(self, value: Any) -> Any:
        return " ".join(str(storable(super().to_python(value))).split())


class Entry(forms.Form):
    """A form whose fields look like those of the site."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
                field.widget.attrs["class"] = "input"

    def let_choose(self, name: str, listed: Iterable[tuple[str, str]]) -> None:
        """What can be chosen in a field; a field with nothing to choose from is left out."""
        choices = list(listed)
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]


def count(label: Any, least: int, most: int, *, required: bool = False, help_text: Any = "") -> forms.IntegerField:
    """A whole number."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, help_text=help_text)


def day(label: Any, *, required: bool = False) -> forms.DateField:
    """A date as browsers send it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    bounds = [MinValueValidator(_FIRST_DAY), MaxValueValidator(_LAST_DAY)]
    return forms.DateField(label=label, required=required, widget=widget, validators=bounds)


def clock(label: Any, *, required: bool = False) -> forms.TimeField:
    """A time of day as browsers send it."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=required, widget=widget)


def choices(labels: Mapping[str, Said]) -> list[tuple[str, str]]:
    """Labels to choose from, in the language of the page."""
    return [(key, str(said)) for key, said in labels.items()]
