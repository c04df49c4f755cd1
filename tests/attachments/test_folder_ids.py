"""Ids in the names of folders: known ones win, unknown ones are named, and other words are none."""

import pytest

from toolkit.attachments.folder_ids import id_in

PREFIXED = {"txn_921", "txn_922"}
UUIDS = {"0190a6c1-7f7e-7cc3-98c8-0123456789ab"}
ULIDS = {"01ARZ3NDEKTSV4RRFFQ69G5FAV"}
NUMBERS = {"1204", "88"}


@pytest.mark.parametrize(
    ("folders", "ids", "found"),
    [
        (("2026-10-01 -42500.00 Fastighets AB txn_921",), PREFIXED, "txn_921"),
        (("txn_9999", "txn_921 copy"), PREFIXED, "txn_921"),
        (("receipt txn_9999",), PREFIXED, "txn_9999"),
        (("TXN_921",), PREFIXED, "TXN_921"),
        (("txn_921", "txn_9999"), PREFIXED, "txn_921"),
        (("2026-10", "inv_12"), PREFIXED, ""),
        (("new receipts", "txn_"), PREFIXED, ""),
        (("rent 0190a6c1-7f7e-7cc3-98c8-ffffffffffff",), UUIDS, "0190a6c1-7f7e-7cc3-98c8-ffffffffffff"),
        (("Kungsholmen-2026",), UUIDS, ""),
        (("rent 01ARZ3NDEKTSV4RRFFQ69G5FAW",), ULIDS, "01ARZ3NDEKTSV4RRFFQ69G5FAW"),
        (("Fastighetsbolaget",), ULIDS, ""),
        (("1204",), NUMBERS, "1204"),
        (("12045",), NUMBERS, "12045"),
        (("2026", "10"), NUMBERS, ""),
        (("12 receipts",), NUMBERS, ""),
        (("txn_1",), set(), ""),
        ((), PREFIXED, ""),
    ],
)
def test_the_id_of_a_folder(folders: tuple[str, ...], ids: set[str], found: str) -> None:
    assert id_in(folders, ids) == found
