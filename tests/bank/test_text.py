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
