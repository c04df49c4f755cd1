"""Raw values: what the service keeps in a field although the field's kind cannot be read from it."""

from dataclasses import dataclass

from toolkit.entities.canonical import Json, canonical, lasting, parse

_SHOWN = 60
"""Characters that people are shown of one."""


@dataclass(frozen=True, slots=True)
class RawValue:
    """A value of a live record that its column cannot hold; `text` is its canonical JSON.

    It is compared and shown. It is never sent: nobody can tell what a service would make of it.
    """

    text: str

    @classmethod
    def of(cls, json: Json) -> "RawValue":
        """Keep what the service sent, less what is another at the next request."""
        return cls(canonical(lasting(json)))

    @property
    def json(self) -> Json:
        """What the service sent."""
        return parse(self.text)

    def __format__(self, spec: str) -> str:
        """Return what is shown, whatever a number or a date would be formatted as."""
        del spec
        return str(self)

    def __str__(self) -> str:
        """Return what cells and sentences show: a text as it is, anything else as JSON, on one line and shortened."""
        json = self.json
        plain = _on_one_line(json) if isinstance(json, str) else ""
        shown = plain or _on_one_line(self.text)
        return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"


def _on_one_line(text: str) -> str:
    """Return the text without what cannot be printed, and with single blanks."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
