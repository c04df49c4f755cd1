"""What a file is, by its bytes, and what its name says."""

import pytest
from hostile_zips import packed

from toolkit.attachments.content import OCTETS, recognise
from toolkit.sandbox.seed.documents import pdf, png

PDF, PNG = pdf("x"), png()
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
XLSX = packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


@pytest.mark.parametrize(
    ("name", "head", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("a.png", PNG, "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.jpeg", JPEG, "image/jpeg"),
        ("a.tiff", b"II*\0" + b"\0" * 30, "image/tiff"),
        ("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 20, "image/heic"),
        ("a.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.zip", XLSX, "application/zip"),
        ("a.xls", OLE, "application/vnd.ms-excel"),
        ("a.txt", b"Hej", "text/plain"),
        ("a.txt", "Hej".encode("utf-16"), "text/plain"),
        ("a.xml", b"<?xml version='1.0'?><a/>", "application/xml"),
        ("a", PDF, "application/pdf"),
        ("a.p7m", b"whatever", OCTETS),
    ],
)
def test_a_file_that_is_what_its_name_says_is_not_odd(name: str, head: bytes, media_type: str) -> None:
    found = recognise(name, head)

    assert (found.media_type, found.odd) == (media_type, "")


@pytest.mark.parametrize(
    ("name", "head", "says"),
    [
        ("a.pdf", PNG, ".png"),
        ("a.pdf", b"<html><body>Sign in</body></html>", "program"),
        ("a.pdf", b"hello", "no kind that is known"),
        ("a.txt", PDF + b"\0", ".pdf"),
        ("a.csv", b"\0\1\2\3", "no kind that is known"),
        ("a.pdf", b"MZ\x90\0" + b"\0" * 100, "program"),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n", "program"),
        ("a.exe", b"MZ\x90\0", "program"),
        ("a.lnk", b"x", "program"),
        ("a.bin", b"\x7fELF" + b"\0" * 60, "program"),
        ("a.pdf", b"", "empty"),
    ],
)
def test_what_is_odd_is_said(name: str, head: bytes, says: str) -> None:
    assert says in recognise(name, head).odd
