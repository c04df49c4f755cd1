"""A bank statement of 100,000 movements: read and proved, and turned into a workbook; beside `mt-940` and pandas."""

from decimal import Decimal
from pathlib import Path

from measure import run_case, timed

MOVEMENTS = 100_000


def write_statement(path: Path) -> None:
    """Write the statement that every case reads."""
    opening, total = Decimal("1000.00"), Decimal(0)
    lines = [":20:BENCH", ":25:DE89370400440532013000", ":28C:00001/001", ":60F:C260101EUR1000,00"]
    for n in range(MOVEMENTS):
        amount = Decimal(n * 7919 % 100_000) / 100
        total += amount if n % 3 else -amount
        spelt = f"{amount:.2f}".replace(".", ",")
        day, mark = f"{n % 12 + 1:02}{n % 28 + 1:02}", "C" if n % 3 else "D"
        lines += [
            f":61:26{day}{day}{mark}{spelt}NTRFNONREF//{n:010}",
            f":86:166?00GUTSCHRIFT?20Rechnung {n}?21Nr {n * 3}?32Kunde {n % 500} GmbH",
        ]
    closing = f"{abs(opening + total):.2f}".replace(".", ",")
    lines += [f":62F:{'C' if opening + total >= 0 else 'D'}261231EUR{closing}", "-"]
    path.write_text("".join(f"{line}\r\n" for line in lines), encoding="ascii", newline="")


def verify(arguments: list[str]) -> float:
    """Read and prove: figures, chain, lengths, characters, order."""
    from toolkit.bank.prove import prove
    from toolkit.loop.statements import read_statements

    def work() -> None:
        proof = prove(read_statements(Path(arguments[0])))
        assert proof.findings == ()
        assert len(proof.statements[0].movements) == MOVEMENTS

    return timed(work)


def library(arguments: list[str]) -> float:
    """Read with `mt-940`, which proves nothing."""
    import mt940

    def work() -> None:
        assert len(mt940.parse(arguments[0])) == MOVEMENTS

    return timed(work)


def convert(arguments: list[str]) -> float:
    """Read and write a workbook with running balances as formulas, and a chart."""
    from toolkit.loop.ledger import write_workbook
    from toolkit.loop.statements import read_statements

    return timed(lambda: write_workbook(Path(arguments[1]), read_statements(Path(arguments[0])).statements))


def pandas(arguments: list[str]) -> float:
    """Read with `mt-940` and write with pandas: cells alone."""
    import mt940
    import pandas as pd

    def work() -> None:
        frame = pd.DataFrame(
            [{**each.data, "amount": each.data["amount"].amount} for each in mt940.parse(arguments[0])]
        )
        frame.to_excel(arguments[1], index=False)

    return timed(work)


if __name__ == "__main__":
    run_case({"verify": verify, "library": library, "convert": convert, "pandas": pandas})
