"""Bank statements that cannot be read, or must not be written."""

from toolkit.errors.root import ToolkitError


class StatementError(ToolkitError):
    """A bank statement cannot be read, or must not be written."""

    exit_code = 4


class NotAStatement(StatementError):
    """The content is no bank statement of a format that is known."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This is no bank statement: {reason}. MT940, CAMT.053, .xlsx and .csv can be read.")


class UnknownEncoding(StatementError):
    """The text of a statement is not in the encoding that was told."""

    def __init__(self, encoding: str, reason: str) -> None:
        super().__init__(
            f'The text cannot be read as "{encoding}": {reason}. Leave --encoding out, and it is recognised; '
            "utf-8, cp1252, cp852 and iso646-se are the ones that banks use."
        )


class NoCurrency(StatementError):
    """Nothing tells the currency of an account, and none is guessed."""

    def __init__(self, account: str) -> None:
        super().__init__(f"Nothing tells the currency of {account}. Say it, for example with --currency SEK.")


class BrokenChain(StatementError):
    """The balances of an account's transactions do not follow each other, so no statement can be made of them."""

    def __init__(self, account: str, where: str) -> None:
        super().__init__(
            f"No statement can be made of {account}: {where}. A transaction is missing, doubled or out of order; "
            "a statement over the gap would not be true."
        )


class StatementUnwritable(StatementError):
    """A statement cannot be written under the rules of the format."""

    def __init__(self, statement: str, reason: str) -> None:
        super().__init__(f"Statement {statement} cannot be written: {reason}.")


class UnknownAccount(StatementError):
    """No bank account of the service is meant, or more than one."""

    def __init__(self, account: str, known: str) -> None:
        super().__init__(f'The service has no one bank account that "{account}" means. It has {known}.')


class OtherCurrency(StatementError):
    """A statement is in another currency than the account that it is to go to."""

    def __init__(self, account: str, currency: str, held: str) -> None:
        super().__init__(
            f"The statement of {account} is in {currency or 'no currency'}, and the service keeps that account "
            f"in {held}. Choose the account with --account."
        )
