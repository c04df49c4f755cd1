"""Statements of an account follow each other, whatever their order and their file; what is missing is named."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.bank.findings import Reading, Weight
from toolkit.bank.prove import Proofs, prove, prove_files
from toolkit.bank.statement import Balance, Movement, Statement

FIRST = date(2026, 10, 1)


def statement(number: int, opening: str, moved: str, day: int, *, sequence: int = 1, account: str = "SE1") -> Statement:
    """Make a statement of one movement, on a day counted from the first."""
    on = FIRST + timedelta(day)
    amount = Decimal(moved)
    movement = Movement(on, on, amount, bank_reference=f"REF{number}/{sequence}")
    opened = Balance(on - timedelta(1), "SEK", Decimal(opening))
    return Statement(
        account, number, sequence, opened, (movement,), Balance(on, "SEK", Decimal(opening) + amount), line=number
    )


OCTOBER = statement(10, "1000", "1", 5)
NOVEMBER = statement(11, "1001", "1", 36)
DECEMBER = statement(12, "1002", "498", 66)
JANUARY = statement(13, "1500", "1", 97)
YEAR = (OCTOBER, NOVEMBER, DECEMBER, JANUARY)


def files(*groups: Sequence[Statement]) -> Proofs:
    """Prove groups of statements as files, called a, b and so on."""
    readings = [Reading("MT940", "ASCII", tuple(group), ()) for group in groups]
    return prove_files(list(zip(("a.sta", "b.sta", "c.sta", "d.sta"), readings, strict=False)))


def told(proofs: Proofs) -> list[tuple[int, str]]:
    return [(file, each.rule) for file, proof in enumerate(proofs.files) for each in proof.findings]


@given(st.permutations(YEAR), st.integers(1, 4))
def test_any_order_and_any_files_make_one_chain(order: list[Statement], size: int) -> None:
    groups = [order[start : start + size] for start in range(0, 4, size)]

    proofs = files(*groups)

    assert proofs.statements == YEAR
    assert all(proof.holds for proof in proofs.files)
    assert {rule for _file, rule in told(proofs)} <= {"turned"}


def test_a_missing_month_is_named_with_its_sum_its_days_and_its_number() -> None:
    proofs = files([JANUARY], [OCTOBER], [NOVEMBER])

    assert told(proofs) == [(0, "chain")]
    (gap,) = proofs.files[0].findings
    assert gap.weight is Weight.ERROR
    assert "11/1 in c.sta closed with 1,002: +498 lies between them" in gap.message
    assert "from 2026-11-06 to 2027-01-05" in gap.message
    assert "Number 12 is missing." in gap.message


@pytest.mark.parametrize(
    ("last", "sentence"), [(14, "The numbers 11, 12, 13 are missing."), (40, "The numbers 11 to 39 are missing.")]
)
def test_many_missing_numbers_are_told(last: int, sentence: str) -> None:
    proofs = files([OCTOBER, statement(last, "5000", "1", 90)])

    assert sentence in proofs.files[0].findings[0].message


def test_newest_first_is_turned_round_and_told() -> None:
    proof = prove(Reading("MT940", "ASCII", YEAR[::-1], ()))

    assert proof.statements == YEAR
    assert [(each.weight, each.message) for each in proof.findings] == [
        (Weight.DEPARTURE, "The statements stand newest first; they were turned round.")
    ]


def test_newest_first_is_seen_by_numbers_where_nothing_moves() -> None:
    still = [replace(each, movements=(), opening=each.opening, closing=each.opening) for each in YEAR]
    still = [replace(each, opening=OCTOBER.opening, closing=OCTOBER.opening) for each in still]

    assert prove(Reading("MT940", "ASCII", tuple(still[::-1]), ())).statements == tuple(still)


def test_two_accounts_keep_their_places_in_a_file() -> None:
    other = [replace(each, account="SE2") for each in YEAR[:2]]
    proof = prove(Reading("MT940", "ASCII", (NOVEMBER, other[0], OCTOBER, other[1]), ()))

    assert proof.statements == (OCTOBER, other[0], NOVEMBER, other[1])


def test_one_account_in_two_spellings_is_one_chain() -> None:
    proofs = files([replace(OCTOBER, account="SE45 5000 01")], [replace(JANUARY, account="se45500001")])

    assert told(proofs) == [(1, "chain")]


def test_a_year_begins_with_number_1_again() -> None:
    new = statement(1, "1500", "1", 97)

    assert told(files([new], [DECEMBER])) == []


@pytest.mark.parametrize("again", [[OCTOBER], [NOVEMBER, OCTOBER]])
def test_a_statement_that_stands_in_two_files_is_named_and_leaves_no_gap(again: list[Statement]) -> None:
    proofs = files([OCTOBER], again)

    assert told(proofs) == [(1, "twice")]
    assert "a.sta" in proofs.files[1].findings[0].message
    assert not proofs.files[1].holds


def test_a_movement_in_two_statements_that_overlap_is_an_error() -> None:
    longer = replace(
        NOVEMBER,
        opening=Balance(FIRST, "SEK", Decimal(1001)),
        movements=(*OCTOBER.movements, *NOVEMBER.movements),
        closing=Balance(FIRST + timedelta(36), "SEK", Decimal(1003)),
    )

    errors = [(each.rule, each.message) for each in files([OCTOBER, longer]).files[0].of(Weight.ERROR)]

    assert errors == [("overlap", "1 movement of statement SE1 11/1 stands in SE1 10/1 as well.")]


def test_days_of_two_statements_that_overlap_are_named_with_their_gap() -> None:
    early = replace(NOVEMBER, opening=Balance(FIRST, "SEK", Decimal(1000)))

    assert "They overlap" in files([OCTOBER, early]).files[0].findings[0].message


def test_a_gap_and_movements_in_both_are_one_error() -> None:
    again = replace(OCTOBER, closing=Balance(FIRST + timedelta(5), "SEK", Decimal(1002)))

    (wrong,) = [each for each in files([OCTOBER, again]).files[0].of(Weight.ERROR) if each.rule != "balance"]

    assert wrong.rule == "chain"
    assert "stands in SE1 10/1 as well" in wrong.message


def part(number: int, sequence: int, *, first: bool, last: bool) -> Statement:
    made = statement(number, f"{sequence}", "1", 5, sequence=sequence)
    assert made.opening is not None
    assert made.closing is not None
    return replace(made, opening=replace(made.opening, final=first), closing=replace(made.closing, final=last))


ONE, TWO, THREE = (
    part(7, 1, first=True, last=False),
    part(7, 2, first=False, last=False),
    part(7, 3, first=False, last=True),
)


@pytest.mark.parametrize("order", [(ONE, TWO, THREE), (THREE, TWO, ONE), (TWO, THREE, ONE)])
def test_parts_of_a_statement_are_put_together(order: Sequence[Statement]) -> None:
    proofs = files(*[[each] for each in order])

    assert proofs.statements == (ONE, TWO, THREE)
    assert told(proofs) == []


@pytest.mark.parametrize(
    ("parts", "sentences"),
    [
        ([ONE], ["the part after it is not here"]),
        ([THREE], ["the part before it is not here"]),
        ([TWO], ["the part before it is not here", "the part after it is not here"]),
        ([TWO, THREE], ["the part before it is not here"]),
    ],
)
def test_a_lone_part_of_a_divided_statement_says_so(parts: list[Statement], sentences: list[str]) -> None:
    found = files(parts).files[0].findings

    assert [each.rule for each in found] == ["part"] * len(sentences)
    assert all(sentence in each.message for sentence, each in zip(sentences, found, strict=True))


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (ONE, statement(8, "2", "1", 6), "is not its next part"),
        (statement(6, "1", "1", 4), TWO, "is not the part before it"),
        (OCTOBER, statement(10, "1001", "1", 6), "it has the same number"),
        (OCTOBER, statement(12, "1001", "1", 6), "a number is missing"),
        (NOVEMBER, statement(9, "1002", "1", 66), "its number is lower"),
    ],
)
def test_numbers_that_do_not_follow_are_told_where_the_balances_do(
    before: Statement, after: Statement, sentence: str
) -> None:
    found = [each for each in files([before, after]).files[0].findings if each.rule == "number"]

    assert [each.weight for each in found] == [Weight.DEPARTURE]
    assert sentence in found[0].message


def test_statements_without_balances_break_no_chain() -> None:
    bare = replace(NOVEMBER, opening=None, closing=None)

    assert not any(rule == "chain" for _file, rule in told(files([OCTOBER, bare])))


@pytest.mark.parametrize("amount", ["1E+1000000", "1E-1000000", "NaN", "1" + "0" * 15, "1E-11"])
def test_an_amount_that_no_sum_is_exact_with_does_not_prove(amount: str) -> None:
    odd = replace(OCTOBER, movements=(replace(OCTOBER.movements[0], amount=Decimal(amount)),))

    assert told(files([odd])) == [(0, "size")]


@given(st.permutations(["01", "03", "05"]), st.sampled_from([0, 31]))
def test_a_first_statement_is_put_before_the_later_ones_where_a_number_is_missing(names: list[str], apart: int) -> None:
    """Number 1 may follow any number, and yet not one of the same day or of an earlier one."""
    made = {
        "01": statement(1, "100", "5", 0),
        "03": statement(3, "110", "5", 2 * apart),
        "05": statement(5, "120", "5", 4 * apart),
    }

    proofs = files(*([made[name]] for name in names))

    gaps = [each.message for proof in proofs.files for each in proof.of(Weight.ERROR)]
    assert proofs.statements == tuple(made.values())
    assert len(gaps) == 2
    assert all("+5 lies between them" in each for each in gaps)
    assert all("is missing." in each for each in gaps)
