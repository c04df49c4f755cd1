"""Reading 20,000 transactions page by page from a service that takes 50 ms for each, and decoding them."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from urllib.parse import urljoin, urlsplit

from data import ENTITY
from measure import run_case, timed
from pages import RECORDS, bodies, serving

WORKERS = 8


def ours(arguments: list[str]) -> float:
    """Read through the client, eight pages at a time, into records."""
    from toolkit.api.client import connect
    from toolkit.settings import Profile

    size = int(arguments[0])
    with serving(size) as url:

        def work() -> None:
            with connect(Profile("bench", url, workers=WORKERS)) as client:
                assert sum(1 for _ in client.records(ENTITY)) == RECORDS
                assert client.warnings == []

        return timed(work)


def sequential(arguments: list[str]) -> float:
    """Follow the links with httpx, one page after the other, into dictionaries."""
    import httpx

    with serving(int(arguments[0])) as url, httpx.Client(base_url=url) as client:

        def work() -> None:
            count, link = 0, "/api/transactions"
            while link:
                page = client.get(link).json()
                count += len(page["member"])
                link = page["view"].get("next")
            assert count == RECORDS

        return timed(work)


def dlt(arguments: list[str]) -> float:
    """Let dlt's REST source follow the links."""
    from dlt.sources.rest_api import rest_api_source

    with serving(int(arguments[0])) as url:
        source = rest_api_source(
            {
                "client": {"base_url": url, "paginator": {"type": "json_link", "next_url_path": "view.next"}},
                "resources": [
                    {
                        "name": "transactions",
                        "endpoint": {"path": "api/transactions", "data_selector": "member"},
                    }
                ],
            }
        )

        def work() -> None:
            assert sum(1 for _ in source.resources["transactions"]) == RECORDS

        return timed(work)


def busy(arguments: list[str]) -> float:
    """Keep eight connections busy and look at no byte: nobody can be faster."""
    size = int(arguments[0])
    with serving(size) as url:
        host = urlsplit(url).netloc
        count = ceil(RECORDS / size)

        def fetch(first: int) -> None:
            connection = http.client.HTTPConnection(host)
            for page in range(first, count + 1, WORKERS):
                connection.request("GET", urljoin("/api/transactions", f"?page={page}"))
                connection.getresponse().read()

        def work() -> None:
            with ThreadPoolExecutor(WORKERS) as pool:
                list(pool.map(fetch, range(1, WORKERS + 1)))

        return timed(work)


def decode_ours(arguments: list[str]) -> float:
    """Decode every page into records with exact decimals, from memory; seconds of processor time."""
    from toolkit.api.hydra import read_page
    from toolkit.entities.canonical import parse
    from toolkit.entities.record import read_member

    pages = bodies(int(arguments[0]))
    start = time.process_time()
    count = sum(read_member(ENTITY, member) is not None for page in pages for member in read_page(parse(page)).members)
    assert count == RECORDS
    return time.process_time() - start


def decode_orjson(arguments: list[str]) -> float:
    """Decode every page into dictionaries with floats; seconds of processor time."""
    import orjson

    pages = bodies(int(arguments[0]))
    start = time.process_time()
    assert sum(len(orjson.loads(page)["member"]) for page in pages) == RECORDS
    return time.process_time() - start


if __name__ == "__main__":
    run_case(
        {
            "ours": ours,
            "sequential": sequential,
            "dlt": dlt,
            "busy": busy,
            "decode_ours": decode_ours,
            "decode_orjson": decode_orjson,
        }
    )
