"""Who we are to a service cannot be kept or read."""

from pathlib import Path

from toolkit.errors.root import ToolkitError
from toolkit.language import _


class CredentialsError(ToolkitError):
    """Who we are to a service cannot be kept or read."""

    exit_code = 9


class KeyringUnusable(CredentialsError):
    """The system's keyring is missing, locked, or does not answer."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            _(
                "The system's keyring cannot be used ({reason}). Set FLOWTLY_TOKEN, or let a file keep "
                "it with `flowtly auth login --insecure-storage`."
            ).format(reason=reason)
        )


class CredentialsFileOpen(CredentialsError):
    """The file of credentials can be read by others than its owner."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _(
                "{path} can be read by others, so it is not used. Whoever read it knows what is in it: "
                "delete it, change the password, and run `flowtly auth login` again."
            ).format(path=path)
        )


class CredentialsFileBroken(CredentialsError):
    """The file of credentials is not what was written into it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            _("{path} cannot be read: {reason}. Delete it and run `flowtly auth login` again.").format(
                path=path, reason=reason
            )
        )
