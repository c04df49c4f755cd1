"""Faults and switches as somebody types them."""

import pytest

from toolkit.errors import BadFault, BadSwitch
from toolkit.sandbox.scripts import read_fault, read_switches
from toolkit.sandbox.switches import Body, Currencies, Deletion, Dialect, Fault, FaultKind, Moment, Switches


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("POST /budgets 503", Fault("POST", "/budgets", FaultKind.STATUS, status=503)),
        ("* /budgets drop", Fault("*", "/budgets", FaultKind.DROP)),
        ("get /x torn before", Fault("GET", "/x", FaultKind.TRUNCATED_ANSWER, moment=Moment.BEFORE)),
        (
            "POST /x 504 html after",
            Fault("POST", "/x", FaultKind.STATUS, status=504, body=Body.HTML, moment=Moment.AFTER),
        ),
        ("POST /x late seconds=1.5", Fault("POST", "/x", FaultKind.LATE, seconds=1.5)),
        ("POST /x 429 retry=3 skip=1 times=2", Fault("POST", "/x", FaultKind.STATUS, 2, 1, retry_after=3, status=429)),
        ("POST /x drop holds=Travel", Fault("POST", "/x", FaultKind.DROP, holds="Travel")),
        ("PATCH /x ignore field=name", Fault("PATCH", "/x", FaultKind.IGNORE_FIELD, field="name")),
    ],
)
def test_a_line_is_a_fault(line: str, fault: Fault) -> None:
    assert read_fault(line) == fault


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("POST /budgets", "POST /budgets"),
        ("POST /budgets explode", "explode"),
        ("POST /budgets 99", "99"),
        ("POST /budgets 503 sometimes", "sometimes"),
        ("POST /budgets 503 skip=few", "skip=few"),
        ("POST /budgets 503 colour=red", "colour=red"),
    ],
)
def test_what_is_no_fault_is_named(line: str, part: str) -> None:
    with pytest.raises(BadFault) as refused:
        read_fault(line)
    assert str(refused.value).startswith(
        f'"{part}" in --fault "{line}" cannot be read. Expected METHOD PATH and a status'
    )


def test_switches_are_read_by_their_names() -> None:
    lines = (
        "deletion=cascade",
        "currencies=codes",
        "account_currencies=no",
        "latency=0.5",
        "page_size=7",
        "dialect=hydra",
    )
    assert read_switches(lines) == Switches(
        deletion=Deletion.CASCADE,
        currencies=Currencies.CODES,
        account_currencies=False,
        latency=0.5,
        page_size=7,
        dialect=Dialect.HYDRA,
    )
    assert read_switches(()) == Switches()


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("deletion=perhaps", "deletion=refused, deletion=cascade"),
        ("nulls=true", "nulls=yes, nulls=no"),
        ("latency=slow", "latency=NUMBER"),
    ],
)
def test_a_wrong_position_is_answered_with_the_right_ones(line: str, known: str) -> None:
    with pytest.raises(BadSwitch) as refused:
        read_switches([line])
    assert str(refused.value) == f'"{line}" is no --switch that can be read. Expected one of {known}.'


def test_an_unknown_switch_is_answered_with_the_known_ones() -> None:
    with pytest.raises(BadSwitch, match=r"--switch that can be read\. Expected one of dialect=, prefix=, "):
        read_switches(["faults=all"])
