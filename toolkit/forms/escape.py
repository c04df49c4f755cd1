"""The escape of delimited text: what a spreadsheet would take for a formula gets an apostrophe in front.

The characters are those of OWASP's page on CSV injection and of its ASVS 1.2.10, full-width twins included. A text
that starts with an apostrophe gets one too, so that taking one away again is exact: `unescape(escape(text)) == text`.
"""

APOSTROPHE = "'"

DANGEROUS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""What a formula can start with, in one spreadsheet or another."""

_ESCAPED = (*DANGEROUS, APOSTROPHE)


def escape(text: str) -> str:
    """Put an apostrophe before a text that starts with a dangerous character, or with an apostrophe."""
    return f"{APOSTROPHE}{text}" if text.startswith(_ESCAPED) else text


def unescape(text: str) -> str:
    """Take away the apostrophe that `escape` put there; one before any other character stays, as in `'t Hart`."""
    escaped = text.startswith(APOSTROPHE) and text[1:].startswith(_ESCAPED)
    return text[1:] if escaped else text
