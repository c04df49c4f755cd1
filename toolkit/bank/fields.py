"""From text to messages and fields, each with its line, for a file that keeps the rules or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.bank.findings import Finding, departure
from toolkit.language import _

_LINE_END = re.compile(r"\r\n|\n|\r")
_TAG = re.compile(r":(\d\d[A-Z]?|NS):")
_END = re.compile(r"-[}å]?\s*|-[}å][{ä]5:.*")
_BLOCKS = re.compile(r"\s*(?:[{ä][1235]:.*)?[{ä]4:")
"""The head of a FIN message. In Swedish seven-bit files read as eight-bit ones, braces are spelt ä and å."""


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
    """Lines on their way into fields; no line is left out without a finding."""

    findings: list[Finding]
    fields: list[tuple[str, list[str], int]] = field(default_factory=list)
    open: bool = False

    def read(self, text: str) -> Iterator[Message]:
        for number, raw in enumerate(_LINE_END.split(text), 1):
            line = raw.lstrip("\x01\ufeff") if number == 1 or raw[:1] == "\x01" else raw
            if head := _BLOCKS.match(line):
                yield from self.close()
                line = line[head.end() :]
            tag = _TAG.match(line)
            if tag:
                if tag[1] == "20" and self.fields:
                    yield from self.close()
                self.fields.append((tag[1], [line[tag.end() :]], number))
                self.open = True
            elif not self.open:
                self._outside(number, line)
            elif _END.fullmatch(line):
                yield from self.close()
            else:
                self.fields[-1][1].append(line)
        yield from self.close()

    def close(self) -> Iterator[Message]:
        if self.fields:
            yield Message(tuple(self._field(*each) for each in self.fields), self.fields[0][2])
        self.fields.clear()
        self.open = False

    def _field(self, tag: str, lines: list[str], number: int) -> Field:
        while len(lines) > 1 and not lines[-1].strip():
            lines.pop()
            self.findings.append(departure(number + len(lines), "blank", _("An empty line stands between two fields.")))
        return Field(tag, tuple(lines), number)

    def _outside(self, number: int, line: str) -> None:
        if line.strip() and not _END.fullmatch(line) and line[0] not in "{ä":
            self.findings.append(departure(number, "header", _("The line stands before the first field, :20:.")))


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
