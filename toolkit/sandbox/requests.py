"""Requests that outlive their connection: read once, and handed on as often as needed."""

from starlette.types import Message, Receive


async def kept(receive: Receive) -> Receive:
    """Read the body of a request and return what hands it on, though the client may be gone by then.

    A service behind a proxy carries out what has arrived; it hears of a client that left only when it answers.
    """
    return handed_on(await read(receive), receive)


async def read(receive: Receive) -> bytes:
    """Return the body of a request, as far as it came."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def handed_on(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body, and afterwards what the connection tells."""
    sent: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return sent.pop() if sent else await receive()

    return replay
