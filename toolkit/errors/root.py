"""The root of everything that stops a run."""

from typing import ClassVar


class ToolkitError(Exception):
    """The root of everything that stops a run; `exit_code` is what the command ends with.

    Its sentence can be printed anywhere: what a file or a service sent into it cannot steer a terminal.
    """

    exit_code: ClassVar[int] = 1

    @property
    def fact(self) -> str:
        """The sentence without what it says of the whole call: for one that has written something before."""
        return str(self)

    def __str__(self) -> str:
        """Return the sentence, with characters that do not print spelt as escapes."""
        sentence = super().__str__()
        return sentence if sentence.isprintable() else "".join(map(_printable, sentence))


class Interrupted(ToolkitError):
    """The user stopped before the first write."""

    exit_code = 130


def _printable(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    return character.encode("unicode_escape").decode("ascii")
