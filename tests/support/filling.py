"""Types of the fixtures that fill workbooks in."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from toolkit.entities import Entity

Typed = str | int | float | date | None
Fill = Callable[[Path, Entity, Sequence[Mapping[str, Typed]]], None]
ValidRow = Callable[[Entity], dict[str, Typed]]
