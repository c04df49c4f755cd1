"""Encodings: proved where bytes prove them, chosen by letters where not, and doubt is told."""

import pytest

from toolkit.forms.encoding import decoded, read_as

SWEDISH = "Namn;Belopp\nPålägg Ångström;12,50\nRäksmörgås é ü;§ 5\n"
POLISH = "Nazwa;Kwota\nŻółć gęślą jaźń;12,50\nŚwięto Łódź;5\n"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (SWEDISH, "utf-8", "UTF-8"),
        (SWEDISH, "utf-8-sig", "UTF-8"),
        (SWEDISH, "utf-16", "UTF-16"),
        (SWEDISH, "utf-16-le", "UTF-16-LE"),
        (SWEDISH, "utf-16-be", "UTF-16-BE"),
        (SWEDISH, "utf-32", "UTF-32"),
        (SWEDISH, "cp1252", "windows-1252"),
        (POLISH, "cp1250", "windows-1250"),
        (POLISH, "iso8859-2", "ISO-8859-2"),
        ("Id,Name\n1,Fair\n", "ascii", "UTF-8"),
    ],
)
def test_an_encoding_is_found(text: str, encoding: str, name: str) -> None:
    found = decoded(text.encode(encoding))

    assert found is not None
    assert (found.text, found.name, found.rivals) == (text, name, ())


def test_doubt_is_told_with_what_else_it_could_be() -> None:
    found = decoded("był".encode("cp1250"))

    assert found is not None
    assert (found.text, found.name, found.rivals) == ("by³", "windows-1252", ("windows-1250", "ISO-8859-2"))


def test_a_sign_within_a_word_is_no_sign() -> None:
    found = decoded("Małpa i Sałata".encode("cp1250"))

    assert found is not None
    assert found.text == "Małpa i Sałata"


@pytest.mark.parametrize("data", [b"\x81\x00\x01\x02\xff", b"\xff\xfe\x00\xd8", bytes(range(256))])
def test_bytes_that_are_no_text_are_none(data: bytes) -> None:
    assert decoded(data) is None


def test_an_encoding_that_is_named_counts() -> None:
    found = read_as("był".encode("cp1250"), "windows-1250")

    assert found is not None
    assert (found.text, found.name) == ("był", "windows-1250")


@pytest.mark.parametrize("named", ["utf-8", "utf8", "utf-8-sig"])
def test_a_mark_is_never_part_of_the_text(named: str) -> None:
    found = read_as("Id".encode("utf-8-sig"), named)

    assert found is not None
    assert found.text == "Id"


def test_an_encoding_that_does_not_fit_is_none() -> None:
    assert read_as("å".encode("cp1252"), "utf-8") is None
