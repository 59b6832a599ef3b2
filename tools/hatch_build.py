"""A wheel without the code tables, the site's assets or its messages is refused: it would fail at its first use."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NEEDED = (
    "src/yanzhen/reference/tables/regions.json",
    "src/yanzhen/collect/understanding/tables/project.json",
    "src/yanzhen_web/static/built/app.js",
    "src/yanzhen_web/static/built/app.css",
    "src/yanzhen_web/static/built/charts.js",
    "src/yanzhen_web/locale/en/LC_MESSAGES/django.mo",
)


class BuiltPartsHook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        missing = [name for name in NEEDED if not (Path(self.root) / name).is_file()]
        if missing:
            raise FileNotFoundError(f"run `make build` first: {', '.join(missing)}")
