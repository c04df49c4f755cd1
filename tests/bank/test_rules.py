"""Every rule of SWIFT's for MT940 is held against a statement, and a departure names its line."""

import pytest
from bank_files import STRICT

from toolkit.bank.findings import Weight
from toolkit.bank.mt940 import read_mt940

CASES = [
    (":20:STMT261031", ":20:/STMT", 1, "T26"),
    (":20:STMT261031", ":20:A//B", 1, "T26"),
    (":20:STMT261031", ":20:STMT2610310000001", 1, "length"),
    (":25:SE4550000000058398257466", f":25:{'9' * 36}", 2, "length"),
    (":28C:00010/001", ":28C:10/1/1", 3, "format"),
    (":28C:00010/001", ":28:10", 3, "field"),
    (":60F:C260930SEK1000,00", ":60F:C260930SEK1000", 4, "T43"),
    (":60F:C260930SEK1000,00", ":60F:C260930SEK1000,000", 4, "C03"),
    ("D250,50NTRF", "D250,500NTRF", 5, "C03"),
    ("D250,50NTRF", "D250.50NTRF", 5, "T43"),
    ("NONREF//BANK0001", f"NONREF//{'B' * 17}", 5, "length"),
    ("KUND77", "K" * 17, 7, "length"),
    ("NONREF//BANK0001", f"NONREF//B\r\n{'d' * 35}", 5, "length"),
    (":86:Hyra oktober", ":86:Hyra för oktober", 6, "T11"),
    (":86:Hyra oktober", f":86:{'x' * 66}", 6, "length"),
    (":86:Hyra oktober", ":86:Hyra\r\n-oktober", 7, "T31"),
    (":86:Hyra oktober", ":86:Hyra\r\n\r\noktober", 7, "blank"),
    (":86:Hyra oktober", ":86:1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7", 6, "length"),
    (":60F:", ":86:Before\r\n:60F:", 4, "order"),
    (":61:2610311031", ":NS:22Own\r\n:61:2610311031", 9, "field"),
    (":62F:C261031SEK1949,00\r\n:64:C261031SEK1949,00\r\n", "", 9, "order"),
    (":20:STMT261031", "Kontoutdrag\r\n:20:STMT261031", 1, "header"),
    ("\r\n", "\n", 0, "line ends"),
    (":61:2610311031", "\r\n:61:2610311031", 9, "blank"),
]


@pytest.mark.parametrize(
    ("kept", "broken", "line", "rule"), CASES, ids=[f"{rule}: {new}"[:40] for _, new, _, rule in CASES]
)
def test_a_departure_is_told_with_its_line_and_rule(kept: str, broken: str, line: int, rule: str) -> None:
    findings = read_mt940(STRICT.replace(kept, broken).encode()).findings

    assert (line, rule) in {(each.line, each.rule) for each in findings if each.weight is Weight.DEPARTURE}


def test_what_ends_a_message_and_what_follows_it_is_no_departure() -> None:
    assert read_mt940((STRICT + "\r\n" + STRICT).encode()).findings == ()
