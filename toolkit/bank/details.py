"""The information of :86: in the shapes that banks give it: free text, numbered subfields, and code words."""

import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_NUMBERED = re.compile(r"(?P<code>\d{3})?(?P<mark>[?<>~^+|])(?=\d\d)")
_WORDS = (
    *("TRTP", "IBAN", "BIC", "BBAN", "NAME", "ADDR", "ID", "REMI", "EREF", "KREF", "MARF", "CSID", "CNTP", "ORDP"),
    *("BENM", "RTRN", "PURP", "ULTB", "ULTD", "ISDT", "TRCD"),
)
_CODED = re.compile(rf"/({'|'.join(_WORDS)})/")
_KEYS = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP)\+")
_PURPOSE = frozenset({*(f"{n}" for n in range(20, 30)), *(f"{n}" for n in range(60, 64))})


class Dialect(enum.StrEnum):
    """The shapes of :86: that we write."""

    PLAIN = "plain"
    GERMAN = "german"
    POLISH = "polish"
    POLISH_ANGLE = "polish-angle"
    DUTCH = "dutch"

    @property
    def mark(self) -> str:
        """What stands before the number of each subfield; empty where there are none."""
        return {"german": "?", "polish": "^", "polish-angle": "<"}.get(self.value, "")


@dataclass(frozen=True, slots=True)
class Details:
    """What :86: tells: what for, with whom, on which account, under which reference of theirs."""

    purpose: str = ""
    name: str = ""
    account: str = ""
    reference: str = ""

    @property
    def sentence(self) -> str:
        """All of it for people, in one line."""
        return ", ".join(part for part in (self.purpose, self.name, self.account) if part)


def read_details(text: str) -> Details:
    """Take the information apart; text of no known shape is all purpose.

    Numbered and coded texts were cut at a fixed width, so their lines join without a blank; free text joins with one.
    """
    joined = text.replace("\n", "")
    if numbered := _NUMBERED.match(joined):
        return _from_numbers(joined, numbered)
    if _CODED.match(joined):
        return _from_words(joined)
    return Details(purpose=" ".join(text.split()))


def is_structured(text: str) -> bool:
    """Tell whether a text has numbered subfields or code words, so that its lines join without a blank."""
    joined = text.replace("\n", "")
    return bool(_NUMBERED.match(joined) or _CODED.match(joined))


def _from_numbers(joined: str, head: re.Match[str]) -> Details:
    pieces = re.split(rf"{re.escape(head['mark'])}(\d\d)", joined[head.end() - 1 :])
    found = list(zip(pieces[1::2], pieces[2::2], strict=True))
    keys = _keys("".join(value for number, value in found if number in _PURPOSE))
    purpose = keys.get("SVWZ", keys.get("", ""))
    first = dict(reversed(found))
    return Details(
        purpose=" ".join((purpose or first.get("00", "")).split()),
        name=" ".join((first.get("32", "") + first.get("33", "")).split()),
        account=(first.get("38") or first.get("31") or keys.get("IBAN", "")).strip(),
        reference=keys.get("EREF", ""),
    )


def _keys(purpose: str) -> Mapping[str, str]:
    """Part a purpose at its SEPA keys; what stands before the first has the empty key."""
    pieces = _KEYS.split(purpose)
    return {"": pieces[0], **{key: value.strip() for key, value in zip(pieces[1::2], pieces[2::2], strict=True)}}


def _from_words(joined: str) -> Details:
    pieces = _CODED.split(joined)
    found = {word: value.strip(" /") for word, value in zip(pieces[1::2], pieces[2::2], strict=True)}
    return Details(
        purpose=found.get("REMI", "").removeprefix("USTD//") or found.get("TRTP", ""),
        name=found.get("NAME", ""),
        account=found.get("IBAN", ""),
        reference=found.get("EREF", ""),
    )


def write_details(details: Details, dialect: Dialect, *, credit: bool) -> str:
    """Spell the information in a dialect, in one line; `credit` tells which way the money goes."""
    match dialect:
        case Dialect.PLAIN:
            reference = f"REF {details.reference}" if details.reference else ""
            return " ".join(part for part in (details.purpose, details.name, details.account, reference) if part)
        case Dialect.DUTCH:
            words = (("NAME", details.name), ("IBAN", details.account), ("REMI", details.purpose))
            coded = [f"/{word}/{value}" for word, value in (*words, ("EREF", details.reference)) if value]
            return "/TRTP/SEPA OVERBOEKING" + "".join(coded)
        case _:
            code = ("166" if credit else "116") if dialect is Dialect.GERMAN else "020"
            return code + "".join(_subfields(details, dialect))


def _subfields(details: Details, dialect: Dialect) -> Iterator[str]:
    """Yield numbered subfields; a purpose has ten of 27 characters, a name two."""
    mark = dialect.mark
    key = f"EREF+{details.reference} SVWZ+" if details.reference else ""
    account = "31" if dialect is Dialect.GERMAN else "38"
    for first, most, value in ((20, 10, key + details.purpose), (32, 2, details.name)):
        clean = value.replace(mark, ".")
        for number in range(min(most, -(-len(clean) // 27))):
            yield f"{mark}{first + number}{clean[27 * number : 27 * number + 27]}"
        if first == 20 and details.account:
            yield f"{mark}{account}{details.account}"
