"""A service that writes down every request it gets, and hands it on to the one behind it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_HOP = {"host", "connection", "transfer-encoding", "content-length", "date", "server"}


@dataclass(frozen=True)
class Recorded:
    """One request, as its bytes came in."""

    method: str
    path: str
    body: str
    id: str


@dataclass
class Recorder:
    """What came in, in order, and the address where it comes in."""

    url: str = ""
    requests: list[Recorded] = field(default_factory=list)

    @property
    def writes(self) -> list[Recorded]:
        """What could have changed something: all but reads and logins."""
        return [each for each in self.requests if each.method != "GET" and "login" not in each.path]


@contextmanager
def recording(behind: str) -> Iterator[Recorder]:
    """Stand before a service, and record."""
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = self.headers.get("X-Request-Id", "")
            recorder.requests.append(Recorded(self.command, self.path, body.decode(), asked))
            connection = HTTPConnection(urlsplit(behind).netloc)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = handle_any  # noqa: N815 - the names that http.server looks for

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    recorder.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
