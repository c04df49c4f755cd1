"""The list of comments of a sheet (ECMA-376 part 1, 18.7): texts of ours among those of others."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from toolkit.excel.outline import Element, Splice, append, child, children, prefixed, root, spliced, text
from toolkit.excel.spelling import escape
from toolkit.language import _

AUTHOR = "Flowtly check"
"""Whom our comments name: how they are found again."""

_HEADING = f"{AUTHOR}:"
_THREAD = "tc="
"""What the author of a comment starts with that stands in for a thread, which older versions of Excel do not know."""

_RUN = '<r><rPr>{}<sz val="9"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/></rPr>{}</r>'
_TEXT = '<t xml:space="preserve">{}</t>'


class Commented(NamedTuple):
    """A list of comments with ours in it, and the cells that had none before."""

    xml: bytes
    fresh: tuple[str, ...]


def empty(namespace: bytes) -> bytes:
    """Return a list without comments."""
    return b'<comments xmlns="%b"><authors/><commentList/></comments>' % namespace


def comment(xml: bytes, texts: Mapping[str, str]) -> Commented:
    """Add texts to cells, each behind what the cell's comment says already; cells with a thread stay as they are."""
    xml, author = _with_author(xml)
    listed, there = _list(xml)
    authors = _authors(xml)
    splices: list[Splice] = []
    fresh: list[str] = []
    for cell, said in texts.items():
        if cell not in there:
            fresh.append(cell)
        elif not authors.get(there[cell].get("authorId"), "").startswith(_THREAD):
            splices += _behind(xml, there[cell], said)
    spelt = "".join(
        f'<comment ref="{cell}" authorId="{author}"><text>{_runs("", texts[cell])}</text></comment>' for cell in fresh
    )
    splices.append(append(xml, listed, prefixed(spelt, listed.prefix)))
    return Commented(spliced(xml, splices), tuple(fresh))


def uncomment(xml: bytes) -> tuple[bytes, Collection[str]]:
    """Take our texts out of a list of comments; return the cells that have none left.

    Programs that forget authors keep the heading, so that is what tells.
    """
    _, there = _list(xml)
    splices, gone = [], []
    for cell, element in there.items():
        ours = _our_text(xml, element)
        if ours is not None and ours.alone:
            splices.append(Splice(element.start, element.end, b""))
            gone.append(cell)
        elif ours is not None:
            splices += ours.cuts
    return spliced(xml, splices), gone


def is_empty(xml: bytes) -> bool:
    """Tell whether a list has no comment."""
    return not _list(xml)[1]


def _list(xml: bytes) -> tuple[Element, Mapping[str, Element]]:
    listed = child(xml, root(xml), "commentList")
    if listed is None:
        raise ValueError(_("there is no list of comments"))
    return listed, {element.get("ref"): element for element in children(xml, listed)}


def _authors(xml: bytes) -> Mapping[str, str]:
    """Return the names of the authors by their numbers."""
    listed = child(xml, root(xml), "authors")
    found = children(xml, listed) if listed is not None else []
    return {str(n): text(xml, e).strip() for n, e in enumerate(found)}


def _with_author(xml: bytes) -> tuple[bytes, str]:
    known = _authors(xml)
    ours = next((number for number, name in known.items() if name == AUTHOR), None)
    if ours is not None:
        return xml, ours
    listed = child(xml, root(xml), "authors")
    if listed is None:
        raise ValueError(_("there is no list of authors"))
    spelt = prefixed(f"<author>{AUTHOR}</author>", listed.prefix)
    return spliced(xml, [append(xml, listed, spelt)]), str(len(known))


def _runs(before: str, text: str) -> str:
    heading = _RUN.format("<b/>", _TEXT.format(before + _HEADING))
    return heading + _RUN.format("", _TEXT.format(escape("\n" + text)))


def _behind(xml: bytes, element: Element, text: str) -> Iterator[Splice]:
    """Add runs behind a comment's text; a plain text becomes a run itself, as the two do not mix."""
    told = child(xml, element, "text")
    if told is None:
        return
    spelt = prefixed(_runs("\n\n", text), told.prefix)
    plain = child(xml, told, "t")
    if plain is not None:
        yield Splice(plain.start, plain.start, b"<%br>" % told.prefix)
        yield Splice(plain.end, plain.end, b"</%br>" % told.prefix + spelt)
        return
    runs = [run for run in children(xml, told) if run.name == "r"]
    yield Splice(runs[-1].end, runs[-1].end, spelt) if runs else append(xml, told, spelt)


class _Ours(NamedTuple):
    """What cuts our text out of a comment, and whether there is no other text."""

    cuts: tuple[Splice, ...]
    alone: bool


def _our_text(xml: bytes, element: Element) -> _Ours | None:
    """Find our heading and all that follows it, whatever runs a program made of them."""
    told = child(xml, element, "text")
    pieces = children(xml, told) if told is not None else []
    for piece in pieces:
        said = piece if piece.name == "t" else child(xml, piece, "t")
        at = xml.find(_HEADING.encode(), said.opened, said.closed) if said is not None else -1
        if said is not None and at >= 0:
            alone = piece is pieces[0] and not xml[said.opened : at].strip()
            cut, rest = Splice(at, said.closed, b""), Splice(piece.end, pieces[-1].end, b"")
            return _Ours((cut, rest), alone)
    return None
