"""Whose is it? However a service may name what it packs, each entry finds its transaction, or nobody's."""

import zipfile

import pytest

from toolkit.attachments.archive import Member
from toolkit.attachments.match import match
from toolkit.attachments.wanted import Booked, Expected


def member(name: str, size: int = 10) -> Member:
    return Member(name, tuple(name.split("/")), size, 0, zipfile.ZipInfo(name))


def booked(own: str, *expected: Expected) -> Booked:
    return Booked(own, f"/api/transactions/{own}", None, None, "", "", own, expected)


RENT = booked("txn_1", Expected("tat_1", "Hyra.pdf", 10), Expected("tat_2", "Faktura.pdf", 20))
ADS = booked("txn_12", Expected("tat_3", "Faktura.pdf", 30))
NUMBERS = (booked("7", Expected("70", "a.pdf", 1)), booked("123456", Expected("71", "b.pdf", 2)))


@pytest.mark.parametrize(
    "names",
    [
        ("txn_1/Hyra.pdf", "txn_1/Faktura.pdf", "txn_12/Faktura.pdf"),
        ("txn_1/tat_1-Hyra.pdf", "txn_1/tat_2-Faktura.pdf", "txn_12/tat_3-Faktura.pdf"),
        ("x/2026-10-01 txn_1 Hyra/tat_1.pdf", "x/2026-10-01 txn_1 Hyra/tat_2.pdf", "x/TXN_12 Ads/1.pdf"),
        ("txn_1_Hyra.pdf", "txn_1_Faktura.pdf", "txn_12_Faktura.pdf"),
        ("tat_1 - Hyra.pdf", "tat_2 - Faktura.pdf", "tat_3 - Faktura.pdf"),
        ("Hyra.pdf", "Faktura.pdf", "Faktura (1).pdf"),
        ("HYRA.pdf", "faktura.pdf", "faktura_1.pdf"),
    ],
)
def test_each_entry_finds_its_transaction_and_document(names: tuple[str, ...]) -> None:
    members = [member(name, size) for name, size in zip(names, (10, 20, 30), strict=True)]

    found = match(members, (RENT, ADS))

    owners = {pair.member.name: (pair.booked.id, pair.expected and pair.expected.id) for pair in found.pairs}
    assert owners == dict(zip(names, [("txn_1", "tat_1"), ("txn_1", "tat_2"), ("txn_12", "tat_3")], strict=True))
    assert (found.nobodys, found.missing) == ((), ())


def test_what_did_not_come_is_missing() -> None:
    found = match([member("txn_1/Hyra.pdf")], (RENT, ADS))

    assert [(owner.id, each.id) for owner, each in found.missing] == [("txn_1", "tat_2"), ("txn_12", "tat_3")]


def test_an_entry_that_nobody_knows_is_nobodys_until_it_is_asked_for_alone() -> None:
    stray = member("scan0001.jpg", 99)

    assert match([stray], (RENT, ADS)).nobodys == (stray,)
    alone = match([stray], (ADS,))
    assert [(pair.booked.id, pair.expected) for pair in alone.pairs] == [("txn_12", None)]
    assert [each.id for _, each in alone.missing] == ["tat_3"]


def test_the_only_document_is_the_only_entry_where_the_service_tells_no_name() -> None:
    unnamed = booked("txn_9", Expected("tat_9", ""))

    assert [pair.expected for pair in match([member("scan.pdf")], (unnamed,)).pairs] == [Expected("tat_9", "")]


def test_a_document_is_known_by_its_size_where_its_name_was_changed() -> None:
    assert [pair.expected and pair.expected.id for pair in match([member("1.pdf", 20)], (RENT,)).pairs] == ["tat_2"]


def test_a_short_number_in_a_folder_name_is_no_id() -> None:
    members = [member("7 papers/b.pdf", 2), member("123456 papers/a.pdf", 1), member("7/a.pdf", 1)]

    found = {pair.member.name: pair.booked.id for pair in match(members, NUMBERS).pairs}

    assert found == {"7 papers/b.pdf": "123456", "123456 papers/a.pdf": "123456", "7/a.pdf": "7"}


def test_between_documents_that_are_all_alike_none_is_guessed() -> None:
    twins = (booked("txn_1", Expected("tat_1", "a.pdf", 10)), booked("txn_2", Expected("tat_2", "a.pdf", 10)))
    members = [member("a.pdf"), member("a (1).pdf")]

    assert match(members, twins).nobodys == tuple(members)
