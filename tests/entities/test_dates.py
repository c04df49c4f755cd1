"""Dates come through as the day that the workbook shows."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.entities.canonical import Json
from toolkit.entities.cell import EPOCH_1900, EPOCH_1904, Cell, NotAMoment, NumberFormat, Shape, Stored, moment
from toolkit.entities.kinds import Day, Kind, Moment, Month, Unreadable

DATE = NumberFormat("yyyy-mm-dd", Shape.DATE)
DATE_1904 = NumberFormat("yyyy-mm-dd", Shape.DATE, EPOCH_1904)
KINDS = [Day(), Moment(), Month()]
each_date_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)


def serial(text: str, format: NumberFormat = DATE) -> Cell:
    return Cell(Stored.NUMBER, text, format)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (serial("61"), "1900-03-01 00:00:00"),
        (serial("45322"), "2024-01-31 00:00:00"),
        (serial("45322.5"), "2024-01-31 12:00:00"),
        (serial("45322.999999999"), "2024-02-01 00:00:00"),
        (serial("4.5322E4"), "2024-01-31 00:00:00"),
        (serial("0", DATE_1904), "1904-01-01 00:00:00"),
        (serial("43860", DATE_1904), "2024-01-31 00:00:00"),
        (Cell(Stored.DATE, "2024-01-31"), "2024-01-31 00:00:00"),
        (Cell(Stored.DATE, "2024-01-31T10:20:30Z"), "2024-01-31 10:20:30"),
    ],
)
def test_a_cell_shows_a_moment(cell: Cell, shown: str) -> None:
    assert str(moment(cell)) == shown


@pytest.mark.parametrize(
    "cell",
    [
        serial("60"),
        serial("60.75"),
        serial("0.5"),
        serial("-1", DATE_1904),
        serial("2958466"),
        serial("1E+300"),
        serial("nan"),
        serial("inf"),
        serial("soon"),
        serial("45322", NumberFormat()),
        Cell(Stored.TEXT, "2024-01-31"),
        Cell(Stored.BOOLEAN, "1"),
        Cell(Stored.DATE, "the 31st"),
    ],
)
def test_a_cell_that_shows_no_moment_says_so(cell: Cell) -> None:
    with pytest.raises(NotAMoment):
        moment(cell)


@given(
    st.datetimes(datetime.fromisoformat("1904-01-01")).map(lambda value: value.replace(microsecond=0)),
    st.sampled_from([EPOCH_1900, EPOCH_1904]),
)
def test_every_second_has_a_serial(value: datetime, epoch: date) -> None:
    since = value - datetime.combine(epoch, datetime.min.time())
    cell = serial(repr(since.days + since.seconds / 86_400), NumberFormat("", Shape.DATE, epoch))

    assert moment(cell) == value


def test_a_date_cell_is_read_by_each_kind_in_its_own_way() -> None:
    cell = serial("45322.75")

    assert Day().from_cell(cell) == date(2024, 1, 31)
    assert Moment().from_cell(cell) == datetime(2024, 1, 31, 18, tzinfo=UTC)
    assert Month().from_cell(cell) == "2024-01"


@each_date_kind
def test_a_plain_number_is_not_taken_for_a_date(kind: Kind) -> None:
    with pytest.raises(Unreadable) as refusal:
        kind.from_cell(serial("45322", NumberFormat()))

    assert refusal.value.hint == "The cell holds a plain number: format it as a date."


@each_date_kind
@pytest.mark.parametrize("number", ["20260131", "260131", "2026", "1769817600", "1769817600000", "-1", "1E300"])
def test_a_number_that_is_no_day_under_any_format_is_to_be_typed(kind: Kind, number: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        kind.from_cell(serial(number, NumberFormat()))

    assert refusal.value.hint == "Type it as a date, for example 2024-01-31."


@pytest.mark.parametrize("stored", [Stored.TEXT, Stored.DATE])
@pytest.mark.parametrize("kind", [Day(), Moment()], ids=lambda kind: kind.word)
@pytest.mark.parametrize(
    "text",
    [
        *("2026-W05", "2026W05", "2026-W05-3", "2026W05-1", "2026-031", "20260131", "2026-01-01-15", "2026-01-31/02"),
        *(
            "2026-01-31,05",
            "2026-01-31x10",
            "2026-01-01\u201315",
            "2026-01-31T05",
            "2026-01-31T0510",
            "2026-01-31 24:00",
        ),
        *("2026-01-31 10:00 Z", "2026-01-31 10:00 CET", "2026-01-31t10:00", "2026-01-31T10:00:00,5", "10:00:00"),
    ],
)
def test_only_a_day_with_a_time_or_without_is_iso_text(kind: Kind, stored: Stored, text: str) -> None:
    with pytest.raises(Unreadable):
        kind.from_cell(Cell(stored, text))


def test_the_offset_of_an_iso_date_cell_is_turned_into_utc() -> None:
    assert Moment().from_cell(Cell(Stored.DATE, "2024-01-31T10:00:00+02:00")) == datetime(2024, 1, 31, 8, tzinfo=UTC)
    assert Day().from_cell(Cell(Stored.DATE, "2024-01-31T23:30:00-08:00")) == date(2024, 1, 31)


@each_date_kind
@pytest.mark.parametrize("text", ["31/01/2024", "01-31-2024", "31 January 2024", "2024-13-01", "x"])
def test_a_date_as_text_is_taken_in_iso_order_only(kind: Kind, text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        kind.from_cell(Cell(Stored.TEXT, text))

    assert "for example 2024-01" in refusal.value.hint


@each_date_kind
def test_a_boolean_is_no_date(kind: Kind) -> None:
    with pytest.raises(Unreadable):
        kind.from_cell(Cell(Stored.BOOLEAN, "1"))


def test_a_date_as_iso_text_is_read() -> None:
    assert Day().from_cell(Cell(Stored.TEXT, " 2024-01-31 ")) == date(2024, 1, 31)
    assert Month().from_cell(Cell(Stored.TEXT, " 2024-01 ")) == "2024-01"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-01-31 10:00", datetime(2024, 1, 31, 10, tzinfo=UTC)),
        ("2024-01-31T10:00:00+02:00", datetime(2024, 1, 31, 8, tzinfo=UTC)),
        ("2024-01-01T00:30:00.999+01:00", datetime(2023, 12, 31, 23, 30, tzinfo=UTC)),
        ("2024-01-31T10:00:00Z", datetime(2024, 1, 31, 10, tzinfo=UTC)),
    ],
)
def test_an_offset_is_turned_into_utc_and_none_means_utc(text: str, utc: datetime) -> None:
    assert Moment().from_cell(Cell(Stored.TEXT, text)) == utc
    assert Moment().from_json(text) == utc


def test_a_moment_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(Unreadable):
        Moment().from_cell(Cell(Stored.TEXT, "9999-12-31T23:59:59-05:00"))


def test_the_day_of_the_service_is_the_one_written_there() -> None:
    assert Day().from_json("2024-01-31T23:30:00-11:00") == date(2024, 1, 31)
    assert Day().from_json("2024-01-31") == date(2024, 1, 31)
    assert Day().to_json(date(2024, 1, 31)) == "2024-01-31T00:00:00+00:00"


def test_a_month_of_the_service_may_be_a_date() -> None:
    assert Month().from_json("2024-01-31T00:00:00+00:00") == "2024-01"
    assert Month().from_json("0999-01-31") == "0999-01"


@each_date_kind
@pytest.mark.parametrize("json", [None, 20240131, "soon", ["2024-01-31"], "\uff12\uff10\uff12\uff14-01"])
def test_the_service_must_send_a_date(kind: Kind, json: Json) -> None:
    with pytest.raises(Unreadable, match=kind.expected.split("(", maxsplit=1)[0]):
        kind.from_json(json)


@pytest.mark.parametrize("kind", [Day(), Moment()], ids=lambda kind: kind.word)
def test_what_is_no_date_in_memory_is_shown_as_it_is(kind: Kind) -> None:
    assert kind.to_cell("known later") == "known later"


def test_a_moment_is_sent_in_utc() -> None:
    assert Moment().to_json(datetime(2024, 1, 31, 10, tzinfo=UTC)) == "2024-01-31T10:00:00+00:00"
    assert Moment().to_json("known later") == "known later"
