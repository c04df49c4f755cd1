"""Encodings: proved where bytes prove them, chosen by letters where not, and doubt is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.forms.encoding import decoded, read_as, without_end_mark

SWEDISH = "Namn;Belopp\nPålägg Ångström;12,50\nRäksmörgås é ü;§ 5\n"
WORDS = ("Kök", "på", "där", "Örebro", "ÅÄÖ", "Müller", "ö", "Räksmörgås", "café", "ÄLV", "övrigt;1", "\n")
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


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp437"])
def test_the_encodings_that_excel_offers_for_other_systems_are_found(encoding: str) -> None:
    found = decoded(f"{SWEDISH}ÅÄÖ;MÖBLER;Übung;Straße\n".encode(encoding, "replace"))

    assert found is not None
    assert found.text.startswith(SWEDISH.replace("§", found.text[len(SWEDISH) - 4]))
    assert found.name == {"mac_roman": "Mac Roman"}.get(encoding, "MS-DOS 850")


@pytest.mark.parametrize("encoding", ["cp852", "mac_latin2"])
def test_polish_of_other_systems_is_found(encoding: str) -> None:
    found = decoded(POLISH.encode(encoding))

    assert found is not None
    assert found.text == POLISH


def test_lines_that_end_with_cr_alone_are_those_of_a_macintosh() -> None:
    of_mac, of_windows = (decoded("Kök;1\r\n".replace("\r\n", end).encode("mac_roman")) for end in ("\r", "\r\n"))

    assert of_mac is not None
    assert of_windows is not None
    assert (of_mac.text, of_mac.name) == ("Kök;1\r", "Mac Roman")
    assert "Mac Roman" in of_windows.rivals


@given(st.binary(min_size=1))
def test_no_text_has_controls_of_an_encoding_that_it_is_not_in(data: bytes) -> None:
    found = decoded(data.replace(b"\0", b"0"))

    assert found is None or found.encoding.startswith("utf") or not any("\x80" <= char < "\xa0" for char in found.text)


@given(
    st.lists(
        st.sampled_from(
            ["Kök", "på", "där", "Örebro", "ÅÄÖ", "Müller", "ö", "Räksmörgås", "café", "ÄLV", "övrigt;1", "\n"]
        ),
        min_size=1,
    ),
    st.sampled_from(["cp1252", "mac_roman", "cp850", "cp437", "utf-8", "utf-16", "utf-16-be"]),
)
def test_a_text_is_read_as_it_is_or_its_encoding_is_called_a_guess(words: list[str], encoding: str) -> None:
    text = " ".join(words)
    found = decoded(text.encode(encoding))

    assert found is not None
    assert found.text == text or found.rivals


@pytest.mark.parametrize("end", ["\x1a", "\x1a\x1a\x1a", "\r\n\x1a", "\x1a\r\n"])
def test_the_end_mark_of_dos_is_no_text(end: str) -> None:
    assert without_end_mark(f"Id\r\n1{end}").rstrip("\r\n") == "Id\r\n1"
    assert without_end_mark("a\x1ab") == "a\x1ab"


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
