"""What every search has: where its inputs begin, what an answer is, and how long one may take.

An exit code and a `ToolkitError` are answers. Anything else, five seconds or 600 MB are findings: each becomes a test
of the room where it was found.
"""

import importlib
import pkgutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris

# Scripts here have names of libraries, such as mt940, which would be imported in their place.
sys.path[:] = [place for place in sys.path if Path(place) != Path(__file__).parent]

INTERNAL = 1
"""The exit code of an internal error, which is no answer."""

Answer = Callable[[bytes], None]
Mutator = Callable[[bytes, int, int], bytes]


def search(answer: Answer, seeds: Iterable[bytes], mutator: Mutator | None = None, longest: int = 200_000) -> None:
    """Search until libFuzzer is told to stop, from the seeds."""
    corpus = Path(tempfile.mkdtemp())
    for number, content in enumerate(seeds):
        # What is imported and made at first use is not to count as one input's time.
        answer(content)
        (corpus / f"{number:03}").write_bytes(content)
    told = [*sys.argv, "-timeout=5", "-rss_limit_mb=600", f"-max_len={longest}", str(corpus)]
    more = {} if mutator is None else {"custom_mutator": mutator}
    atheris.Setup(told, answer, **more)
    atheris.Fuzz()


def load(*packages: str) -> None:
    """Import every module of some packages: commands import what they need when they run, too late for instruments."""
    for name in packages:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(found.name)


def run(*words: str | Path) -> None:
    """Run the command line as a person does; what it prints and how it ends is an answer, but an internal error."""
    from click.testing import CliRunner  # noqa: PLC0415 - after the imports that are instrumented

    from toolkit.cli.main import flowtly  # noqa: PLC0415 - as above

    done = CliRunner().invoke(flowtly, [str(word) for word in words], catch_exceptions=False)
    if done.exit_code == INTERNAL:
        raise RuntimeError(done.output)
