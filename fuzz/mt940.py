"""A coverage-guided search for MT940 files that cannot be answered with a sentence: `make fuzz TARGET=mt940`.

Each input is a file of bytes. It is read, proved, and what proves is written again: a `ToolkitError` and a finished
proof are both answers. Anything else is a finding, as are five seconds, 600 MB, and a file that we write and do not
prove: each becomes a test in `tests/bank/test_mt940.py` or `tests/bank/test_write.py`.
"""

import contextlib
import sys
import tempfile
from pathlib import Path

import atheris

# The library of statements has the name of this script.
sys.path.remove(str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parent.parent / "tests" / "support"))

with atheris.instrument_imports(include=["toolkit"]):
    from toolkit.bank.charset import Charset
    from toolkit.bank.mt940 import read_mt940
    from toolkit.bank.prove import prove
    from toolkit.bank.write import Style, write_mt940
    from toolkit.errors import ToolkitError
    from toolkit.reports import statements as report
    from toolkit.reports.terminal import PLAIN

import bank_files

WORDS = (
    *b":20: :25: :25P: :28C: :60F: :60M: :61: :62F: :62M: :64: :65: :86: -} {4: {1:F01 - RC RD NTRF // SEK '".split(),
    *(b"\r\n-\r\n", b"260230", b"0229", b" 000", b".000", b",000", b"\xc2\xa0", b"\x86", b"\x94", b"\x1b", b"\x01"),
    *(b"\x1a", b"\xef\xbb\xbf", b"\xff\xfe"),
)
"""What statements are made of, put in as it is."""
EVERY = 3
"""One change in so many is a word of these, else the library's own."""


def answer(data: bytes) -> None:
    """Read and prove; what proves must be writable, or refused in a sentence, and prove again."""
    with contextlib.suppress(ToolkitError):
        proof = prove(read_mt940(data))
        report.text("input.sta", proof, 100, PLAIN)
        if proof.holds:
            for charset in Charset:
                written = write_mt940(proof.statements, Style(charset))
                again = prove(read_mt940(written.content))
                if not again.holds:
                    raise AssertionError(again.findings)


def changed(data: bytes, most: int, seed: int) -> bytes:
    """Return the file with a word put in somewhere, or with bytes changed."""
    if seed % EVERY:
        return atheris.Mutate(data, most)
    place = seed // EVERY % (len(data) + 1)
    word = WORDS[seed // 7 % len(WORDS)]
    taken = len(word) if seed % 2 else 0
    return (data[:place] + word + data[place + taken :])[:most]


def main() -> None:
    """Search until libFuzzer is told to stop, from the statements that the tests have."""
    corpus = Path(tempfile.mkdtemp())
    seeds = [bank_files.STRICT.encode(), *(each.content for each in bank_files.SAMPLES)]
    for number, content in enumerate(seeds):
        (corpus / f"{number}.sta").write_bytes(content)
    atheris.Setup(
        [*sys.argv, "-timeout=5", "-rss_limit_mb=600", "-max_len=4000", str(corpus)], answer, custom_mutator=changed
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
