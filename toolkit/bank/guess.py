"""How a file's text was read, told: a guess at its encoding, and what else it might be."""

from collections.abc import Iterator

from toolkit.bank.findings import Finding, error, note
from toolkit.bank.text import Decoded
from toolkit.language import _

ENCODING = "encoding"
"""The rule of what tells by which encoding a file was read."""


def guess_told(decoded: Decoded) -> Iterator[Finding]:
    """Tell by which encoding the text was read, where that is a guess; one between two alike is an error."""
    if not decoded.guessed:
        return
    others = " ".join(
        _("As {encoding} it has {word}.").format(encoding=rival.encoding, word=rival.word) for rival in decoded.rivals
    )
    if decoded.undecided:
        yield error(
            0,
            ENCODING,
            _("The file may be in {encoding}, where it has {word}. {others} Say which, with --encoding.").format(
                encoding=decoded.encoding, word=decoded.word, others=others
            ),
        )
        return
    told = _("The file is no UTF-8; it was read as {encoding}. --encoding tells another.")
    yield note(0, ENCODING, " ".join(filter(None, (told.format(encoding=decoded.encoding), others))))
