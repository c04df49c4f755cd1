"""Which character set a statement is in is recognised, said, and can be told."""

import pytest

from toolkit.bank.text import decode
from toolkit.errors import UnknownEncoding

TEXT = ":20:A\r\n:86:Överföring från Łódź\r\n"


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        ("plain", "ascii", "ASCII"),
        (TEXT, "utf-8", "UTF-8"),
        (TEXT, "utf-8-sig", "UTF-8"),
        (TEXT, "utf-16", "UTF-16"),
        ("Överföring från Malmö", "cp1252", "cp1252"),
        ("Zapłata za usługę ŁÓDŹ", "cp1250", "cp1250"),
        ("Zapłata za usługę ŁÓDŹ", "cp852", "cp852"),
    ],
)
def test_a_text_comes_back_whatever_it_was_written_in(text: str, codec: str, name: str) -> None:
    decoded = decode(text.encode(codec))

    assert (decoded.text, decoded.encoding) == (text, name)
    assert decoded.guessed == name.startswith("cp")


def test_the_swedish_seven_bit_set_is_read_when_told_and_never_on_its_own() -> None:
    assert decode(b"Leverant|r }{").text == "Leverant|r }{"
    assert decode(b"Leverant|r }{", "iso646-se").text == "Leverantör åä"


@pytest.mark.parametrize(("name", "sentence"), [("klingon", "none of that name"), ("ascii", "byte at 1 is none")])
def test_a_wrong_encoding_is_refused_with_its_reason(name: str, sentence: str) -> None:
    with pytest.raises(UnknownEncoding, match=sentence):
        decode("aå".encode(), name)


SWEDISH = "Räksmörgås Övrigt Ål från Malmö"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (SWEDISH, "cp850"),
        (SWEDISH, "cp1252"),
        ("Hyra for Blåsippan, år 7, Växjö", "cp850"),
        ("Előleg a könyvekért, Győr, fűtés", "cp852"),
        ("Előleg a könyvekért, Győr, fűtés", "cp1250"),
        ("Zapłata za usługę ŁÓDŹ", "iso8859-2"),
        ("Příspěvek na školné, účet", "cp852"),
        ("Rødgrød på Ærø", "cp850"),
        ("Façade réparée à Besançon", "cp1252"),
        ("Überweisung für Müller, Gießen", "cp850"),
    ],
)
def test_the_language_of_a_text_tells_its_set(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec))

    assert decoded.text == text
    assert decoded.guessed
    assert not decoded.undecided


def test_what_nothing_decides_is_asked_for_with_both_readings() -> None:
    """In the one set a byte is the Swedish letter, in the other a Polish one, and nothing else is beyond ASCII."""
    decoded = decode("Betalning fr\u00e5n Bo".encode("cp850"))

    assert decoded.undecided
    assert {decoded.encoding, *(each.encoding for each in decoded.rivals)} == {"cp850", "cp852"}
    assert {decoded.word, *(each.word for each in decoded.rivals)} == {'"från"', '"frćn"'}


def test_rivals_of_a_guess_are_named() -> None:
    decoded = decode("LØN".encode("iso8859-1"))

    assert (decoded.text, decoded.undecided) == ("LØN", False)
    assert ("cp1250", '"LŘN"') in {(each.encoding, each.word) for each in decoded.rivals}
