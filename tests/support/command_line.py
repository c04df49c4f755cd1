"""The command line as tests call it."""

from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from toolkit.cli.main import flowtly


@dataclass(frozen=True)
class Outcome:
    """What a call of the command line ended with."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Flowtly:
    """The command line, run in this process; each call returns its exit code and what it printed."""

    folder: Path

    def __call__(self, *arguments: str | Path, answer: str | bytes | None = None) -> Outcome:
        """Run `flowtly` with the arguments, as a person in `folder` would."""
        result = CliRunner().invoke(flowtly, [str(argument) for argument in arguments], input=answer)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)


def squeezed(text: str) -> str:
    """Return a text without its line breaks and columns."""
    return " ".join(text.split())
