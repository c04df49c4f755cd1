"""What nobody suggests is no trouble: a record without suggestions has none."""

from pathlib import Path

from toolkit.entities import find
from toolkit.loop.offers import offers_of
from toolkit.loop.reach import reach
from toolkit.settings import load_profile

TRANSACTIONS = find("transactions")


def test_only_records_that_something_is_suggested_for_have_an_entry(tmp_path: Path) -> None:
    with reach(load_profile("sandbox", {}), tmp_path) as reached:
        found = offers_of(reached, TRANSACTIONS, ["txn_927", "txn_922", "never_there", "txn_927"])
        none = offers_of(reached, find("budgets"), ["bgt_0001"])

    assert {key: [offer.id for offer in offers] for key, offers in found.items()} == {
        ("transactions", "txn_927"): ["cpy_16"]
    }
    assert none == {}
