"""Settings files: TOML, read with a sentence for each thing that is not as it should be."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from toolkit.errors import BadSettings
from toolkit.language import _


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a settings file, `profiles.acme` for example.

    Every getter takes the key and what to return where the table lacks it, and raises `BadSettings` where the value
    has another type or is out of bounds. Values are never repeated in a message: one of them may be a secret.
    """

    path: Path
    name: str
    values: Mapping[str, object]

    def only(self, known: Collection[str]) -> None:
        """Raise `BadSettings` where the table has a key that is not known: it may be a misspelt one."""
        for key in self.values:
            if key not in known:
                raise self.bad(
                    key, _("left out: it is not known here; known are {known}").format(known=", ".join(sorted(known)))
                )

    def text(self, key: str, default: str | None) -> str | None:
        """Return some text."""
        value = self.values.get(key, default)
        if value is default or (isinstance(value, str) and value):
            return value
        raise self.bad(key, _("some text in quotes"))

    def whole(self, key: str, default: int, bounds: range) -> int:
        """Return a whole number within bounds."""
        value = self.values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value in bounds:
            return value
        raise self.bad(key, _("a whole number from {least} to {most}").format(least=bounds[0], most=bounds[-1]))

    def positive(self, key: str, default: float | None) -> float | None:
        """Return a number above zero."""
        value = self.values.get(key, default)
        if value is default:
            return default
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf"):
            return float(value)
        raise self.bad(key, _("a number above 0"))

    def exact(self, key: str, default: Decimal, most: Decimal) -> Decimal:
        """Return a number from 0 to `most`, as it is spelt."""
        value = self.values.get(key, default)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and 0 <= value <= most:
            return Decimal(str(value))
        raise self.bad(key, _("a number from 0 to {most:,f}").format(most=most))

    def wholes(self, key: str, default: tuple[int, ...], least: int) -> tuple[int, ...]:
        """Return a list of whole numbers, each at least so much."""
        value = self.values.get(key, list(default))
        if isinstance(value, list) and all(type(each) is int and each >= least for each in value):
            return tuple(value)
        raise self.bad(key, _("a list of whole numbers from {least}").format(least=least))

    def yes_no(self, key: str) -> bool:
        """Return true or false, false where the table does not say."""
        value = self.values.get(key, False)
        if isinstance(value, bool):
            return value
        raise self.bad(key, _("true or false"))

    def table(self, key: str) -> "Table":
        """Return a table within this one, empty where there is none."""
        value = self.values.get(key, {})
        if isinstance(value, dict):
            return Table(self.path, f"{self.name}.{key}" if self.name else key, value)
        raise self.bad(key, _("a table"))

    def tables(self) -> Iterator[tuple[str, "Table"]]:
        """Yield every table within this one, by its name."""
        for key in self.values:
            yield key, self.table(key)

    def texts(self) -> dict[str, str]:
        """Return a table of nothing but text."""
        return {key: self.text(key, None) or "" for key in self.values}

    def bad(self, key: str, expected: str) -> BadSettings:
        """Return the error that says what a key should be."""
        return BadSettings(str(self.path), f"{self.name}.{key}" if self.name else key, expected)


def read_toml(path: Path) -> Table:
    """Read a settings file; one that is not there is empty. Raises `BadSettings` where it is no TOML."""
    try:
        return Table(path, "", tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Table(path, "", {})
    except OSError as error:
        raise BadSettings(
            str(path), _("the file"), _("readable, and it is not ({strerror})").format(strerror=error.strerror)
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(str(path), _("the file"), _("TOML, and it is not: {error}").format(error=error)) from error
    except UnicodeDecodeError as error:
        raise BadSettings(str(path), _("the file"), _("saved as UTF-8")) from error
