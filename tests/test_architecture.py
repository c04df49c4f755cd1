"""The house keeps its shape: rooms and arrows, one owner for each library, files and functions of a size to read."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "toolkit"
BELOW = {"entities", "errors", "files", "language"}

ARROWS: Mapping[str, set[str]] = {
    "language": set(),
    "errors": {"language"},
    "files": {"errors", "language"},
    "toml": {"errors", "language"},
    "thresholds": set(),
    "masking": {"entities"},
    "private": set(),
    "service_names": set(),
    "people": {"language", "toml"},
    "settings": {"errors", "language", "people", "toml", "thresholds", "service_names"},
    "credentials": {"errors", "language", "settings"},
    "entities": {"errors", "language"},
    "excel": BELOW,
    "api": BELOW | {"settings", "service_names", "thresholds"},
    "bank": BELOW,
    "forms": BELOW | {"excel.sheet", "excel.layout"},
    "signatures": {"errors", "language"},
    "audit": BELOW | {"signatures"},
    "attachments": BELOW,
    "sandbox": BELOW,
    "checking": {"entities", "excel.sheet", "language"},
    "planning": {"entities", "errors", "language", "thresholds"},
    "applying": BELOW | {"masking", "people", "planning", "private", "signatures", "thresholds"},
    "reports": {
        "entities",
        "language",
        "attachments",
        "audit",
        "bank",
        "checking.conversions",
        "checking.issues",
        "checking.places",
        "planning",
        "applying.receipts",
        "applying.direct",
        "applying.trail",
        "loop.diagnosis",
    },
    "library": BELOW
    | {
        "settings",
        "private",
        "api",
        "applying",
        "checking",
        "excel",
        "loop",
        "planning",
        "reports.plans",
        "reports.terminal",
    },
    "loop": BELOW
    | {
        "masking",
        "people",
        "settings",
        "service_names",
        "toml",
        "credentials",
        "excel",
        "api",
        "attachments",
        "bank",
        "checking",
        "forms",
        "planning",
        "applying",
        "sandbox",
    }
    | {"audit", "signatures"},
}
"""What each room may import beside itself, whole rooms or single modules. The command line may import everything."""

OWNERS: Mapping[str, set[str]] = {
    "openpyxl": {"excel"},
    "lxml": {"excel"},
    "xml.parsers": {"excel", "bank"},
    "mt940": {"bank"},
    "puremagic": {"attachments"},
    "pyarrow": {"forms"},
    "httpx": {"api"},
    "httpcore": {"api"},
    "stamina": {"api"},
    "pandas": {"checking"},
    "pandera": {"checking"},
    "sqlalchemy": {"applying", "sandbox"},
    "alembic": {"applying"},
    "starlette": {"sandbox"},
    "uvicorn": {"sandbox"},
    "click": {"cli"},
    "rich": {"cli", "reports"},
    "jinja2": {"reports"},
    "keyring": {"credentials"},
    "platformdirs": {"settings"},
    "tomlkit": {"loop"},
    "simplejson": {"entities"},
    "cryptography": {"signatures"},
}
"""The only rooms that know a library."""

IMPURE = {"io", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "tempfile", "time"}
VAGUE = {"base_utils", "common", "helpers", "misc", "util", "utils"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MEDIAN_FILE = 130


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def sources() -> list[Path]:
    folders = ("toolkit", "tests", "tools", "benchmarks")
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Return what a module imports, also inside functions; `from package import module` counts as the module."""
    names: list[str] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{short(path)} imports relatively"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(names)


def within(name: str, owner: str) -> bool:
    """Tell whether a dotted name is the owner or something inside it."""
    return name == owner or name.startswith(f"{owner}.")


def allowed(own: str, name: str) -> bool:
    inner = name.removeprefix("toolkit.")
    return inner == "__version__" or any(within(inner, other) for other in (own, *ARROWS[own]))


ROOMS = sorted({room(path) for path in modules()} - {"__init__", "cli"})


@pytest.mark.parametrize("own", ROOMS)
def test_a_room_imports_only_what_stands_below_it(own: str) -> None:
    """A new room draws its arrows in `ARROWS` first."""
    wrong = {
        f"{short(path)} imports {name}"
        for path in modules()
        if room(path) == own
        for name in imported(path)
        if within(name, "toolkit") and not allowed(own, name)
    }

    assert not wrong


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_is_known_to_its_owner_alone(library: str) -> None:
    users = {room(path) for path in modules() if any(within(name, library) for name in imported(path))}

    assert users <= OWNERS[library]


def test_planning_and_entities_touch_nothing_outside() -> None:
    """They are pure: no file, no clock, no chance (decision 1)."""
    wrong = {
        f"{short(path)} imports {name}"
        for path in modules()
        if room(path) in {"planning", "entities"}
        for name in imported(path)
        if name.split(".")[0] in IMPURE
    }

    assert not wrong
    assert not [
        place for place in calls("now", "today", "utcnow", "open") if place.startswith(("planning", "entities"))
    ]


def calls(*names: str) -> list[str]:
    return [
        f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and called(node) in names
    ]


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_only_the_command_line_prints() -> None:
    assert not [place for place in calls("print") if not place.startswith("cli/")]


def test_only_the_session_speaks_to_the_terminal() -> None:
    """It takes out what would steer the terminal; the script for a shell and the questions of the login are ours."""
    speaks = re.compile(r"\bclick\.(?:echo|secho|confirm|prompt|echo_via_pager)\(")
    speakers = {short(path) for path in modules() if speaks.search(path.read_text(encoding="utf-8"))}

    assert speakers == {f"toolkit/cli/{name}.py" for name in ("session", "completion", "auth")}


def test_packages_import_nothing_but_their_own() -> None:
    """`import toolkit.excel` costs nothing: only the entities and the errors, which are light, gather their modules."""
    gatherers = {f"toolkit/{name}/__init__.py" for name in ("entities", "entities/kinds", "errors")}
    front = PACKAGE / "__init__.py"
    packages = [path for path in modules() if path.name == "__init__.py" and path != front]

    for path in packages:
        names = set(imported(path))
        if short(path) in gatherers:
            assert all(within(name, "toolkit.entities") or within(name, "toolkit.errors") for name in names), short(
                path
            )
        else:
            assert len(tree(path).body) == 1, f"{short(path)} holds more than its docstring"
        assert ast.get_docstring(tree(path)), short(path)


def test_the_package_imports_its_public_names_when_they_are_asked_for() -> None:
    code = "import sys, toolkit; print(*(name for name in sys.modules if name.startswith('toolkit.')))"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout.split() == []


def test_the_light_rooms_load_no_heavy_library() -> None:
    """What `flowtly --help` and `flowtly entities` need, and what plans are made with, starts at once."""
    light = "toolkit.entities, toolkit.errors, toolkit.planning.make, toolkit.planning.planfile, toolkit.reports.plans"
    heavy = (
        "alembic",
        "httpx",
        "jinja2",
        "lxml",
        "openpyxl",
        "pandas",
        "pandera",
        "pyarrow",
        "sqlalchemy",
        "starlette",
        "rich",
    )
    code = (
        f"import sys, {light}, toolkit.reports.entities, toolkit.cli.main; print(*(sys.modules.keys() & set({heavy})))"
    )

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert loaded.stdout.split() == []


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_too_long_to_read_at_once() -> None:
    assert not {short(path): lines(path) for path in sources() if lines(path) > LONGEST_FILE}


def test_a_typical_file_fits_two_screens() -> None:
    assert median(lines(path) for path in modules() if path.name != "__init__.py") <= MEDIAN_FILE


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_function_is_too_long_to_hold_in_the_head() -> None:
    sizes = {
        f"{short(path)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in sources()
        for node in functions(path)
    }

    assert not {name: size for name, size in sizes.items() if size > LONGEST_FUNCTION}


def test_every_module_has_a_name_that_says_something() -> None:
    assert not [short(path) for path in sources() if path.stem in VAGUE]


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

    assert not [short(path) for path in sources() if path != Path(__file__) and later.search(path.read_text("utf-8"))]


def test_a_rule_is_waived_only_with_its_name_and_a_reason() -> None:
    """A waiver right below another one shares its reason."""
    waiver = re.compile(r"#\s*(?:noqa|type:\s*ignore)")
    reasoned = re.compile(r"# (?:noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\]) +(?:--?|#) \S.{4,}")
    wrong = [
        f"{short(path)}:{number}"
        for path in sources()
        if path != Path(__file__)
        for number, (above, line) in enumerate(pairwise(["", *path.read_text("utf-8").splitlines()]), 1)
        if waiver.search(line) and not reasoned.search(line) and not reasoned.search(above)
    ]

    assert not wrong


def test_the_word_that_translates_names_nothing_else() -> None:
    """A function where `_` is a variable as well cannot say anything: its `_("…")` would call that variable."""
    assert [
        f"{short(path)}:{node.name}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and _translates(node) and _names_underscore(node)
    ] == []


def _translates(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Call) and called(node) == "_" for node in ast.walk(function))


def _names_underscore(function: ast.FunctionDef) -> bool:
    """Tell whether `_` is assigned or a parameter; a comprehension has a scope of its own."""
    nodes = list(ast.walk(function))
    apart = {id(name) for node in nodes if isinstance(node, ast.comprehension) for name in ast.walk(node.target)}
    return any(
        (isinstance(node, ast.arg) and node.arg == "_")
        or (isinstance(node, ast.Name) and node.id == "_" and isinstance(node.ctx, ast.Store) and id(node) not in apart)
        for node in nodes
    )
