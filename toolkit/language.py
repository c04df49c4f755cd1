"""What people read, in their language (decision 20): English in the code, other languages from gettext catalogues.

A text for people is written as `_("There is no sheet {sheet}.").format(sheet=sheet)`: the English sentence is the key
of the catalogue, and what varies is filled in afterwards. `ngettext` chooses between one and many, `mark` names a
text that is declared now and translated where it is shown.

The language is a setting of the process, as in gettext itself: one person reads what one call of the command line
says, in whichever thread a sentence is made.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

SHIPPED = ("en", "sv")
"""The languages that have a catalogue; English is the language of the code and needs none."""

VARIABLES = ("FLOWTLY_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""The variables that tell a language, the strongest first: ours, then those of POSIX in their own order."""

CATALOGUES = Path(__file__).parent / "catalogues"
DOMAIN = "flowtly"


@dataclass
class _Spoken:
    language: str = "en"
    catalogue: NullTranslations | None = None


_spoken = _Spoken()


def _(message: str) -> str:
    """Return a text in the language that is spoken, or itself where it has no translation."""
    # The empty text is the key of a catalogue's header.
    return message if _spoken.catalogue is None or not message else _spoken.catalogue.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the text for one or for many, as the language that is spoken counts."""
    if _spoken.catalogue is None:
        return one if count == 1 else many
    return _spoken.catalogue.ngettext(one, many, count)


def mark(message: str) -> str:
    """Return a text unchanged, so that it enters the catalogues; `_` translates it where it is shown."""
    return message


def mark_many(one: str, many: str) -> tuple[str, str]:
    """Return a text for one and for many unchanged, so that both enter the catalogues for `ngettext`."""
    return one, many


def catalogue(language: str) -> NullTranslations | None:
    """Return the catalogue of a shipped language, and `None` for English."""
    if language == "en":
        return None
    return translation(DOMAIN, CATALOGUES, [language])


@cache
def translations(message: str) -> tuple[str, ...]:
    """Return a text in every shipped language, English first, each once."""
    others = (known.gettext(message) for known in map(catalogue, SHIPPED) if known is not None)
    return tuple(dict.fromkeys((message, *others)))


def wanted(environ: Mapping[str, str]) -> str:
    """Return the shipped language that the environment asks for: the first variable that says anything decides.

    A locale such as `sv_SE.UTF-8` names its language; one that is not shipped is answered in English.
    """
    told = next((value for name in VARIABLES if (value := environ.get(name))), "en")
    language = told.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return language if language in SHIPPED else "en"


def spoken() -> str:
    """Return the language that is spoken."""
    return _spoken.language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a shipped language until the block ends, then the one before."""
    before = _spoken.language, _spoken.catalogue
    _spoken.language, _spoken.catalogue = language, catalogue(language)
    try:
        yield
    finally:
        _spoken.language, _spoken.catalogue = before
