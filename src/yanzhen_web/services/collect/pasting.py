"""A table or a message that somebody pasted: kept as a text, read like a book."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils import timezone

from yanzhen.errors import StateSecret
from yanzhen.fields import KIND_LABELS
from yanzhen.language import say
from yanzhen_web.services.history.noting import note_reading
from yanzhen_web.services.records.storing import storable

PASTED = ".txt"
"""Only pasted text is kept as such; no book that is uploaded may be called so."""
_MOST = 500_000


class PasteForm(forms.Form):
    """A text, and what its rows are where it does not say."""

    text = forms.CharField(strip=False, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}))
    kind = forms.ChoiceField(required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="paste-%s")
        self.fields["text"].label = say(
            "从 WPS、Excel 或聊天中复制的表格或文字", "A table or text copied from WPS, Excel or a chat"
        )
        self.fields["kind"].label = say("里面是什么", "What it holds")
        kinds = [(kind, str(label)) for kind, label in KIND_LABELS.items()]
        self.fields["kind"].choices = [("", say("由文字判断", "As the text says")), *kinds]  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """Not too long, and without a mark of state secrecy: such a text is refused before it is kept."""
        from yanzhen.collect.secrecy import check_text

        text = str(storable(self.cleaned_data["text"]))
        if len(text) > _MOST:
            raise forms.ValidationError(
                say("文字过长，请存为 .xlsx 再上传", "too long; save it as an .xlsx file and upload that")
            )
        try:
            check_text(text, place_zh="粘贴的文字", place_en="The pasted text")
        except StateSecret as error:
            note_reading("upload.secret")
            raise forms.ValidationError(str(error)) from None
        return text

    def received(self) -> dict[str, Any]:
        """What was pasted as `inboxes.receive` takes a book."""
        name = f"粘贴_{timezone.localtime():%Y%m%d_%H%M%S}{PASTED}"
        return {"file": ContentFile(self.cleaned_data["text"].encode(), name=name), "kind": self.cleaned_data["kind"]}
