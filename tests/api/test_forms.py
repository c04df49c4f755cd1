"""Forms as a parser of the other side reads them."""

from collections.abc import AsyncGenerator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartParser

from toolkit.api.forms import Form, Upload

names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)
"""Names as files have them; a form has no way to tell a control character from its escape."""


async def _parsed(form: Form) -> dict[str, str | tuple[str, str, bytes]]:
    """Read a form with Starlette's parser."""
    media_type, body = form.encode()

    async def stream() -> AsyncGenerator[bytes]:
        yield body

    parsed: dict[str, str | tuple[str, str, bytes]] = {}
    found = await MultiPartParser(Headers({"Content-Type": media_type}), stream()).parse()
    for name, value in found.multi_items():
        if isinstance(value, UploadFile):
            parsed[name] = (value.filename or "", value.content_type or "", await value.read())
        else:
            parsed[name] = value
    await found.close()
    return parsed


def _read(form: Form) -> dict[str, str | tuple[str, str, bytes]]:
    coroutine = _parsed(form)
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: dict[str, str | tuple[str, str, bytes]] = done.value
        return result
    raise AssertionError("nothing here waits")


@given(names.filter(lambda name: '"' not in name and "\\" not in name), st.binary(max_size=200), st.text(max_size=50))
def test_what_is_sent_is_what_is_read(name: str, content: bytes, value: str) -> None:
    form = Form({"note": value}, {"file": Upload(name, content, "text/plain")})

    assert _read(form) == {"note": value, "file": (name, "text/plain", content)}


@pytest.mark.parametrize("name", ['a"; filename="b', "a\r\nX-Evil: 1", 'quote".txt'])
def test_a_name_cannot_break_out_of_its_place(name: str) -> None:
    media_type, body = Form(files={"file": Upload(name, b"x")}).encode()

    assert body.count(b"\r\n\r\n") == 1
    assert b"\r\nX-Evil" not in body
    assert parse_options_header(media_type)[0] == b"multipart/form-data"
    assert body.split(b"\r\n")[1].count(b'"') == 4


def test_a_form_is_the_same_at_every_attempt() -> None:
    form = Form({"a": "b"}, {"file": Upload("f", b"--", "text/plain")})

    assert form.encode() == form.encode()
    assert form.encode() != Form({"a": "c"}).encode()


def test_an_upload_does_not_show_its_bytes() -> None:
    assert "secret" not in repr(Upload("f.txt", b"secret"))
