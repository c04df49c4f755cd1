"""The code of a number format, taken apart (ECMA-376 part 1, 18.8.31): its sections, and what each of them shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

TOKEN = re.compile(
    r"""
      (?P<literal> "[^"]*"? | \\. | _. | \*. )
    | \[ (?P<elapsed> h+ | m+ | s+ ) \]
    | \[ (?P<condition> [<>=] [^\]]* ) \]
    | (?P<bracket> \[ [^\]]* \]? )
    | (?P<general> General )
    | (?P<fraction> s\.0+ )
    | (?P<noon> AM/PM | A/P )
    | (?P<split> ; )
    | (?P<text> @ )
    | (?P<percent> % )
    | (?P<digit> [0#?] )
    | (?P<moment> [ymdhsegb] | aaa )
    | (?P<other> . )
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)

_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)").fullmatch
_CURRENCY = re.compile(r"\[\$(?P<sign>[^\]-]*)(?:-(?P<language>[0-9A-Fa-f]*))?\]?").fullmatch
_NUMERIC = frozenset({"digit", "general"})
_SHOWING = frozenset({*_NUMERIC, "text", "moment", "elapsed", "fraction", "noon"})
_CODES = 4_096


@dataclass(frozen=True, slots=True)
class Section:
    """What one section of a code shows.

    `before` and `behind` are the words and signs around the digits, without the room that `_` and `*` keep; `zero`
    tells whether the digits show at least one for 0. `currency` is a sign or code as `[$€-407]` has it, `language` the
    number of its language in hexadecimal digits. `condition` is such as `("<", 0)`.
    """

    kinds: frozenset[str]
    before: str = ""
    behind: str = ""
    zero: bool = False
    colour: str = ""
    currency: str = ""
    language: str = ""
    condition: tuple[str, Decimal] | None = None

    @property
    def shows_numbers(self) -> bool:
        """Whether it shows a number at all, in whatever form."""
        return not self.kinds.isdisjoint(_SHOWING)


@lru_cache(maxsize=_CODES)
def sections(code: str) -> tuple[Section, ...]:
    """Take a code apart; there is at least one section."""
    return tuple(_section(list(tokens)) for tokens in _parted(code))


def _parted(code: str) -> Iterator[list[re.Match[str]]]:
    tokens: list[re.Match[str]] = []
    for match in TOKEN.finditer(code):
        if match.lastgroup == "split":
            yield tokens
            tokens = []
        else:
            tokens.append(match)
    yield tokens


def _section(tokens: list[re.Match[str]]) -> Section:
    places = [n for n, token in enumerate(tokens) if token.lastgroup in _NUMERIC]
    first, last = (places[0], places[-1]) if places else (len(tokens), len(tokens))
    brackets = [token[0] for token in tokens if token.lastgroup == "bracket"]
    money = next((found for found in map(_CURRENCY, brackets) if found and found["sign"]), None)
    conditions = [_CONDITION(str(token["condition"])) for token in tokens if token.lastgroup == "condition"]
    return Section(
        kinds=frozenset(str(token.lastgroup) for token in tokens),
        before="".join(map(_words, tokens[:first])),
        behind="".join(map(_words, tokens[last + 1 :])),
        zero=any(token[0] == "0" or token.lastgroup in {"general", "text", "moment"} for token in tokens),
        colour=next((bracket.casefold() for bracket in brackets if not bracket.startswith("[$")), ""),
        currency=money["sign"].strip() if money else "",
        language=(money["language"] or "").upper() if money else "",
        condition=next(((found[1], Decimal(found[2])) for found in conditions if found), None),
    )


def _words(token: re.Match[str]) -> str:
    """Return the characters that a token shows as they are; unquoted letters are among them, as in `0 USD`."""
    match token.lastgroup:
        case "literal" if token[0][0] in "_*":
            return ""
        case "literal":
            return token[0].strip('"') if token[0][0] == '"' else token[0][1:]
        case "moment" | "other":
            return token[0]
        case _:
            return ""
