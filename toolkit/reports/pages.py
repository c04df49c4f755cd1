"""Pages: HTML files that need nothing else, made of templates that escape every value."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from toolkit.language import _, ngettext, spoken
from toolkit.reports.terminal import clean

ROWS = 5_000
"""Rows that a browser shows without trouble; what is beyond them is counted, and stands in the JSON."""


def template(name: str) -> Template:
    """Return the template of a page, such as `plan.html.jinja`."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    loader = PackageLoader("toolkit", "reports")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["clean"] = clean
    environment.globals.update(_=_, ngettext=ngettext, spoken=spoken)
    return environment
