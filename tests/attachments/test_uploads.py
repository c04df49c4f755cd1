"""What is sent where, and what is left: decided before anything leaves."""

from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.attachments.listed import Listed, Target
from toolkit.attachments.uploads import Candidate, Fate, Live, Outcome, Rules, exit_code, plan_uploads

RENT = Target("txn_1", "/api/transactions/txn_1", None, None, "Hyra")
FILE = Candidate("rent txn_1/a.pdf", Path("a.pdf"), 14, "d1", b"%PDF-1.4\n%%EOF", "txn_1")
THERE = Listed("tat_1", "/api/transaction-attachments/tat_1", "a.pdf", "", 14, RENT)


def live(*documents: Listed, sent: dict[tuple[str, str], str] | None = None) -> Live:
    return Live({"txn_1": RENT}, documents, sent or {})


def test_a_document_goes_to_its_transaction_once() -> None:
    plan = plan_uploads([FILE, replace(FILE, shown="copy.pdf")], live(), Rules())

    (item,) = plan.items
    assert (item.target, item.media_type) == (RENT, "application/pdf")
    assert [(each.shown, each.reason) for each in plan.present] == [("copy.pdf", "It is the same as rent txn_1/a.pdf.")]


@pytest.mark.parametrize(
    ("candidate", "there"),
    [
        (FILE, live(THERE)),
        (FILE, live(replace(THERE, size=None, name="A.PDF"))),
        (FILE, live(replace(THERE, name="b.pdf"), sent={("d1", RENT.iri): THERE.iri})),
        (replace(FILE, came="tat_1"), live(replace(THERE, name="renamed.pdf"))),
    ],
)
def test_what_the_service_has_is_not_sent_again(candidate: Candidate, there: Live) -> None:
    plan = plan_uploads([candidate], there, Rules())

    assert (plan.items, plan.refused, len(plan.present)) == ((), (), 1)


@pytest.mark.parametrize(
    ("candidate", "there"),
    [
        (FILE, live(replace(THERE, size=15))),
        (FILE, live(replace(THERE, target=None))),
        (FILE, live(sent={("d1", RENT.iri): THERE.iri})),
        (FILE, live(sent={("d1", "/api/transactions/txn_2"): THERE.iri})),
        (replace(FILE, came="tat_1"), live()),
        (replace(FILE, came="tat_1"), live(replace(THERE, target=None))),
    ],
)
def test_what_is_not_there_any_more_is_sent(candidate: Candidate, there: Live) -> None:
    assert len(plan_uploads([candidate], there, Rules()).items) == 1


@pytest.mark.parametrize(
    ("candidate", "says"),
    [
        (replace(FILE, transaction="txn_2"), "no transaction txn_2"),
        (replace(FILE, transaction=""), "--awaiting"),
        (replace(FILE, path=Path("a.exe")), ".bmp .csv"),
        (replace(FILE, path=Path("a"), head=b"PK\3\4" + b"\0" * 30), "type ? are not sent"),
        (replace(FILE, path=Path("a"), head=b"just words"), "type ? are not sent"),
        (replace(FILE, size=21 * 1024**2), "22,020,096 bytes, and 20,971,520"),
        (replace(FILE, size=0, head=b""), "empty"),
        (replace(FILE, head=b"\x89PNG\r\n\x1a\n" + b"\0" * 20), "those of .png"),
    ],
)
def test_what_may_not_be_sent_says_why(candidate: Candidate, says: str) -> None:
    (left,) = plan_uploads([candidate], live(), Rules()).refused

    assert says in left.reason


@pytest.mark.parametrize("name", ["Faktura", "Invoice no. 12", "2026.10", "a."])
def test_an_extension_may_be_missing_where_the_bytes_tell(name: str) -> None:
    (item,) = plan_uploads([replace(FILE, path=Path(name))], live(), Rules()).items

    assert (item.candidate.name, item.media_type) == (name, "application/pdf")


@pytest.mark.parametrize("digest", ["sha256:d1", "md5:0", ""])
def test_a_document_of_the_same_digest_is_there_and_one_of_another_is_not(digest: str) -> None:
    same = plan_uploads([FILE], live(replace(THERE, digest=digest)), Rules())
    other = plan_uploads([replace(FILE, sha256="d2")], live(replace(THERE, digest=digest)), Rules())

    assert (len(same.present), len(other.items)) == (1, int(digest.startswith("sha256")))


def test_a_document_may_be_sent_to_await_its_transaction() -> None:
    (item,) = plan_uploads([replace(FILE, transaction="")], live(), Rules(awaiting=True)).items

    assert item.target is None


@pytest.mark.parametrize(
    ("fates", "code"),
    [
        ([], 0),
        ([Fate.DONE, Fate.DONE], 0),
        ([Fate.DONE, Fate.FAILED], 7),
        ([Fate.FAILED], 9),
        ([Fate.DIFFERENT, Fate.FAILED], 10),
        ([Fate.UNKNOWN, Fate.DIFFERENT, Fate.DONE], 8),
    ],
)
def test_the_worst_that_happened_decides_the_exit_code(fates: list[Fate], code: int) -> None:
    assert exit_code([Outcome("a", fate) for fate in fates]) == code
