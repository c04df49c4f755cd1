"""Documents downloaded, proved and put into folders; beside what unpacks or tests one zip that is there already.

`FLOWTLY_BENCH_DOCUMENTS` and `FLOWTLY_BENCH_DOCUMENT_BYTES` set how many, and how large; 2,000 of 524,288 make 1 GB.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from document_service import write_zip
from measure import HERE, run_case, timed

COUNT = int(os.environ.get("FLOWTLY_BENCH_DOCUMENTS", "400"))
SIZE = int(os.environ.get("FLOWTLY_BENCH_DOCUMENT_BYTES", "524288"))


@contextmanager
def served() -> Iterator[str]:
    """Serve the documents in a process of their own, and give its address."""
    command = [sys.executable, str(HERE / "document_service.py"), str(COUNT), str(SIZE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        try:
            yield f"http://127.0.0.1:{service.stdout.readline().strip()}"
        finally:
            service.terminate()


def ours(_arguments: list[str]) -> float:
    """Download over loopback, check every byte, index, verify from disk."""
    from toolkit.api.client import connect
    from toolkit.loop.attachment_choice import Choice
    from toolkit.loop.attachments import download_attachments
    from toolkit.loop.reach import Reached
    from toolkit.settings import Profile

    with tempfile.TemporaryDirectory(dir=HERE.parent) as folder, served() as url:
        profile = Profile(name="bench", url=url, token="bench")  # noqa: S106 - the service takes any
        with connect(profile) as client:

            def work() -> None:
                done = download_attachments(Reached(client, profile), Choice(), Path(folder) / "documents")
                assert done.complete
                assert done.manifest.sizes == (COUNT, COUNT * SIZE)

            return timed(work)


@contextmanager
def one_zip() -> Iterator[Path]:
    """Give all documents in one zip on disk."""
    with tempfile.TemporaryDirectory(dir=HERE.parent) as folder:
        path = Path(folder) / "all.zip"
        with path.open("wb") as file:
            write_zip(file, list(range(COUNT)), SIZE)
        yield path


def unzip(_arguments: list[str]) -> float:
    """Test a zip that is on disk already; nothing is unpacked."""
    program = shutil.which("unzip") or "unzip"
    with one_zip() as path:
        return timed(lambda: subprocess.run([program, "-tq", str(path)], check=True, stdout=subprocess.DEVNULL))


def extractall(_arguments: list[str]) -> float:
    """Unpack a zip that is on disk already, as it says."""

    def work() -> None:
        with zipfile.ZipFile(path) as packed:
            packed.extractall(path.parent / "out")

    with one_zip() as path:
        return timed(work)


if __name__ == "__main__":
    run_case({"ours": ours, "unzip": unzip, "extractall": extractall})
