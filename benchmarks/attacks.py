"""How long a hostile workbook takes to be refused, and how much memory: whole processes, one for each attack."""

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import run_case, timed

SUPPORT = Path(__file__).parent.parent / "tests/support"


def refused(arguments: list[str]) -> float:
    """Check the workbook that is kept in a file, and expect a sentence."""
    from toolkit.errors import WorkbookError
    from toolkit.loop.inspect import inspect

    def work() -> None:
        try:
            inspect(Path(arguments[0]), None)
        except WorkbookError as error:
            print(error)
        else:
            raise AssertionError(arguments[0])

    return timed(work)


def written(arguments: list[str]) -> float:
    """Write every attack into a folder; in a process of its own, as the builders hold what they build."""
    sys.path.insert(0, str(SUPPORT))
    from hostile import ATTACKS

    def work() -> None:
        for name, attack in ATTACKS.items():
            (Path(arguments[0]) / f"{name}.xlsx").write_bytes(attack())

    return timed(work)


def main() -> None:
    """Print a line for each attack, the slowest first."""
    from measure import case

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, __file__, "written", folder], check=True, stdout=subprocess.DEVNULL)
        figures = {path.stem: case("attacks", "refused", str(path), times=1) for path in Path(folder).iterdir()}
    for name, figure in sorted(figures.items(), key=lambda each: -each[1].seconds):
        print(f"  {name.replace('_', ' '):<42} {figure.seconds:7.2f} s {figure.megabytes:6.0f} MB")


if __name__ == "__main__":
    if sys.argv[1:]:
        run_case({"refused": refused, "written": written})
    else:
        main()
