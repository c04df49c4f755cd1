"""Bank statements that cannot be read, or must not be written."""

from collections.abc import Sequence

from toolkit.errors.root import ToolkitError
from toolkit.language import _


class StatementError(ToolkitError):
    """A bank statement cannot be read, or must not be written."""

    exit_code = 4


class NotAStatement(StatementError):
    """The content is no bank statement of a format that is known."""

    def __init__(self, reason: str, name: str = "") -> None:
        self.reason, self.name = reason, name
        super().__init__(
            _(
                "{file} is no bank statement: {reason}. MT940, CAMT.053, .xlsx and .csv can be read, and a zip of them."
            ).format(file=name or _("This file"), reason=reason)
        )


class UnknownEncoding(StatementError):
    """The text of a statement is not in the encoding that was told."""

    def __init__(self, encoding: str, reason: str) -> None:
        super().__init__(
            _(
                'The text cannot be read as "{encoding}": {reason}. Leave --encoding out, and it is '
                "recognised; utf-8, cp1252, cp852 and iso646-se are the ones that banks use."
            ).format(encoding=encoding, reason=reason)
        )


class NoCurrency(StatementError):
    """Nothing tells the currency of an account, and none is guessed. `number` is the account's, if that is known."""

    def __init__(self, account: str, number: str = "") -> None:
        self.number = number
        super().__init__(
            _("Nothing tells the currency of {account}. Say it, for example with --currency SEK.").format(
                account=account
            )
        )


class BrokenChain(StatementError):
    """The balances of an account's transactions do not follow each other, so no statement can be made of them."""

    def __init__(self, account: str, where: str) -> None:
        super().__init__(
            _(
                "No statement can be made of {account}: {where}. A transaction is missing, doubled or "
                "out of order; a statement over the gap would not be true."
            ).format(account=account, where=where)
        )


class StatementUnwritable(StatementError):
    """A statement cannot be written under the rules of the format."""

    def __init__(self, statement: str, reason: str) -> None:
        super().__init__(
            _("Statement {statement} cannot be written: {reason}.").format(statement=statement, reason=reason)
        )


class UnknownAccount(StatementError):
    """No bank account of the service is meant, or more than one."""

    def __init__(self, account: str, known: str) -> None:
        super().__init__(
            _('The service has no one bank account that "{account}" means. It has {known}.').format(
                account=account, known=known
            )
        )


class SeveralAccounts(StatementError):
    """One account was named for a file that has statements of several."""

    def __init__(self, accounts: Sequence[str]) -> None:
        self.accounts = tuple(accounts)
        super().__init__(
            _(
                "The file has statements of {count:,} accounts, {accounts}, and --account names one for all of them. "
                "Leave it out, or import each account from a file of its own."
            ).format(count=len(self.accounts), accounts=", ".join(each or _("no account") for each in self.accounts))
        )


class CurrencyDiffers(StatementError):
    """An account has another currency than the one that was given for it."""

    def __init__(self, account: str, given: str, own: str) -> None:
        super().__init__(
            _(
                "The service keeps {account} in {own}, not in {given}. Leave --currency out, or choose another account."
            ).format(account=account, own=own, given=given)
        )


class OtherCurrency(StatementError):
    """A statement is in another currency than the account that it is to go to."""

    def __init__(self, account: str, currency: str, held: str) -> None:
        super().__init__(
            _(
                "The statement of {account} is in {currency}, and the service keeps that account in "
                "{held}. Choose the account with --account."
            ).format(account=account, currency=currency or _("no currency"), held=held)
        )


class StatementMoved(StatementError):
    """Some of a statement's movements came into the service after it was compared."""

    exit_code = 5

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "Nothing was sent: since {name} was compared, somebody brought some of its movements in. "
                "Import it again."
            ).format(name=name)
        )


class UploadUnknown(StatementError):
    """What came of an earlier upload of the same file no answer told, and not all of it is there."""

    exit_code = 8

    def __init__(self, when: str, lacking: int) -> None:
        super().__init__(
            _(
                "Nothing was sent: this very file was uploaded on {when} UTC, no answer told what came of it, and "
                "{lacking:,} of its movements are not there. The service may still be at work on it. Look again later; "
                "once you know that it is not, --again sends what is lacking."
            ).format(when=when, lacking=lacking)
        )
