"""Bank accounts: the number that a statement spells and the one that the service keeps."""

import re

_NOISE = re.compile(r"[^A-Z0-9]")
_SHORTEST = 7
"""Fewer characters than this may be the end of many accounts."""


def bare(number: str) -> str:
    """Return an account's number without blanks and signs, in capitals: equal for spellings of one number."""
    return _NOISE.sub("", number.upper())


def same_account(spelt: str, number: str) -> bool:
    """Tell whether two spellings mean one account.

    Blanks and signs do not count. A statement may have a BIC or a bank's code before the number, the currency behind
    it, or the domestic number of an IBAN.
    """
    statement, own = bare(spelt), bare(number)
    if statement == own:
        return bool(own)
    shorter, longer = sorted((statement, own), key=len)
    if len(shorter) < _SHORTEST:
        return False
    return longer.endswith(shorter) or (statement[:-3] == own and statement[-3:].isalpha())
