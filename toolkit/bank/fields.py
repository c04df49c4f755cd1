"""From text to messages and fields, each with its line, for a file that keeps the rules or not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.bank.findings import Finding, departure
from toolkit.language import _

_LINE_END = re.compile(r"\r\n|\n|\r")
_FRAMING = "\x01\x02\x03\x1a\ufeff"
"""Control characters that systems put around messages, and the byte order mark."""
_TAG = re.compile(r":([0-9]{2}[A-Z]?|NS):")
_INDENTED = re.compile(r"\s+:(20|21|25P?|28C?|60[FM]|61|62[FM]|64|65|86):")
_DASH = re.compile(r"-\s*")
_CLOSE = re.compile(r"-[}å]\s*\$?(?=$|[{ä][0-9S]:)")
"""The end of a FIN message. In Swedish seven-bit files read as eight-bit ones, braces are spelt ä and å."""
_GLUED = re.compile(r"(?P<text>.*[^\s-])-\}\s*")
_HEAD = re.compile(r"\s*(?:[{ä][1235S]:.*?)?[{ä]4:")
_BLOCK = re.compile(r"[{ä][1235S]:.*")
_FIRST_BLOCK = re.compile(r"[{ä]1:[A-Z][0-9]{2}")
_NEXT_STATEMENT = frozenset({"21", "25", "25P", "28", "28C", "60F", "60M"})
"""What begins the next statement after a closing balance, in files without :20:."""
_OPENS = "{"
"""Stands for the head of a message among the tags that follow a line."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its tag (`61`, `60F`), its lines, the first of them without the tag, and where it starts."""

    tag: str
    lines: tuple[str, ...]
    line: int

    @property
    def value(self) -> str:
        """The lines together."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Message:
    """The fields from one :20: to the end of the message."""

    fields: tuple[Field, ...]
    line: int


@dataclass(slots=True)
class _Reader:
    """Lines on their way into fields; no line is left out without a finding.

    `wrapped` is a message within `{4:`, which ends with `-}` alone.
    """

    findings: list[Finding]
    fields: list[tuple[str, list[str], int]] = field(default_factory=list)
    wrapped: bool = False

    def read(self, text: str) -> Iterator[Message]:
        lines = [raw.strip(_FRAMING) for raw in _LINE_END.split(text)]
        for number, (line, following) in enumerate(zip(lines, _following(lines), strict=True), 1):
            yield from self._line(number, line, following)
        yield from self._close(len(lines), marked=False)

    def _line(self, number: int, line: str, following: str) -> Iterator[Message]:
        if end := _CLOSE.match(line):
            yield from self._close(number, marked=True)
            line = line[end.end() :]
        if head := _HEAD.match(line):
            yield from self._close(number, marked=False)
            self.wrapped = True
            line = line[head.end() :]
        elif _FIRST_BLOCK.match(line):
            yield from self._close(number, marked=False)
        yield from self._content(number, line, following)

    def _content(self, number: int, line: str, following: str) -> Iterator[Message]:
        if found := _TAG.match(line) or _INDENTED.match(line):
            if self._begins(found[1]):
                yield from self._close(number, marked=not self.wrapped)
            if line[0] != ":":
                self._tell(number, "blank", _("Blanks stand before :{tag}:.").format(tag=found[1]))
            self.fields.append((found[1], [line[found.end() :]], number))
        elif not self.fields:
            self._outside(number, line)
        elif _DASH.fullmatch(line) and not self.wrapped and self._ends_before(following):
            yield from self._close(number, marked=True)
            return
        else:
            self.fields[-1][1].append(line)
        if self.wrapped and (glued := _GLUED.fullmatch(self.fields[-1][1][-1] if self.fields else "")):
            self.fields[-1][1][-1] = glued["text"]
            self._tell(number, "end", _("The message ends in the middle of a line."))
            yield from self._close(number, marked=True)

    def _begins(self, tag: str) -> bool:
        """Tell whether a tag begins a statement after those fields that are there."""
        if tag == "20":
            return bool(self.fields)
        return tag in _NEXT_STATEMENT and any(each.startswith("62") for each, _lines, _number in self.fields)

    def _ends_before(self, following: str) -> bool:
        """Tell whether a line with a dash is the end: where a statement, or nothing, follows."""
        if following in {"", _OPENS, "20"} or self._begins(following):
            return True
        tags = {each for each, _lines, _number in self.fields}
        return following in {"25", "25P"} and bool(tags & {"25", "25P"})

    def _close(self, number: int, *, marked: bool) -> Iterator[Message]:
        """Yield what there is of a message; `marked` ones ended as they should."""
        if self.fields:
            if not marked:
                self._trim_end(number)
            yield Message(tuple(self._field(*each) for each in self.fields), self.fields[0][2])
        self.fields.clear()
        self.wrapped = False

    def _trim_end(self, number: int) -> None:
        """Take off the dash that ends a message where `-}` should, or nothing follows."""
        lines = self.fields[-1][1]
        while len(lines) > 1 and (not lines[-1].strip() or _DASH.fullmatch(lines[-1])):
            lines.pop()
        if self.wrapped:
            told = _("The message begins with {begin} and does not end with {end}.")
            self._tell(number, "end", told.format(begin="{4:", end="-}"))

    def _field(self, tag: str, lines: list[str], number: int) -> Field:
        while len(lines) > 1 and not lines[-1].strip():
            lines.pop()
            self._tell(number + len(lines), "blank", _("An empty line stands between two fields."))
        if tag != "86":
            lines = self._without_dashes(lines, number)
        return Field(tag, tuple(lines), number)

    def _without_dashes(self, lines: Sequence[str], number: int) -> list[str]:
        kept = []
        for place, line in enumerate(lines):
            if place and _DASH.fullmatch(line):
                self._tell(number + place, "dash", _("A line with a dash stands between two fields; it ends nothing."))
            else:
                kept.append(line)
        return kept

    def _outside(self, number: int, line: str) -> None:
        if line.strip() and not _DASH.fullmatch(line) and not _BLOCK.match(line):
            self._tell(number, "header", _("The line stands outside of every statement."))

    def _tell(self, number: int, rule: str, message: str) -> None:
        self.findings.append(departure(number, rule, message))


def _following(lines: Sequence[str]) -> list[str]:
    """Return for each line the tag of the next field below it; empty where there is none."""
    found, tag = [], ""
    for line in reversed(lines):
        found.append(tag)
        if field_of := _TAG.match(line) or _INDENTED.match(line):
            tag = field_of[1]
        elif _HEAD.match(line) or _FIRST_BLOCK.match(line):
            tag = _OPENS
    return found[::-1]


def read_messages(text: str) -> tuple[tuple[Message, ...], tuple[Finding, ...]]:
    """Split a text into messages, and tell what stands outside of them and how its lines end."""
    findings: list[Finding] = []
    messages = tuple(_Reader(findings).read(text))
    ends = set(_LINE_END.findall(text))
    if ends - {"\r\n"}:
        spelt = _(" and ").join(sorted({"\n": "LF", "\r": "CR", "\r\n": "CRLF"}[end] for end in ends))
        findings.append(
            departure(0, "line ends", _("The lines end with {spelt}; SWIFT wants CRLF.").format(spelt=spelt))
        )
    return messages, tuple(findings)
