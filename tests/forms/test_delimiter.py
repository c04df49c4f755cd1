"""Delimiters: the one that splits every row alike; a tie is a question."""

import pytest

from toolkit.forms.delimiter import likely, said


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Id,Name\n1,Fair\n", ","),
        ("Id;Name;Amount\n1;Fair;12,50\n2;Show;1,5\n", ";"),
        ("Id\tName\n1\tFair, big\n2\tShow, small\n", "\t"),
        ("Id|Name\n1|Fair\n", "|"),
        ('Id,Text\n1,"a;b\n;c;d"\n2,"e;f"\n', ","),
        ("Report of May;\n\nId;Name\n1;Fair\n2;Show\n", ";"),
        ("Name,Date,Text\nA,2026-01-01,x;y\nB,2026-01-02,z\n", ","),
    ],
)
def test_a_delimiter_is_found(text: str, found: str) -> None:
    assert likely(text) == (found,)


def test_a_tie_is_told() -> None:
    assert likely("a;b,c\nd;e,f\n") == (",", ";")


@pytest.mark.parametrize("text", ["", "Name\nFair\nShow\n", '"' * 7])
def test_one_column_has_none(text: str) -> None:
    assert likely(text) == ()


@pytest.mark.parametrize(
    ("text", "found"), [("sep=;\nId;Name", ";"), ("SEP=\t\r\nId", "\t"), ("sep=x\n", ""), ("Id;sep=;", "")]
)
def test_a_first_line_may_say_it(text: str, found: str) -> None:
    assert said(text) == found
