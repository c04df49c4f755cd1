"""Who we are to a service cannot be kept or read."""

from pathlib import Path

from toolkit.errors.root import ToolkitError


class CredentialsError(ToolkitError):
    """Who we are to a service cannot be kept or read."""

    exit_code = 9


class KeyringUnusable(CredentialsError):
    """The system's keyring is missing, locked, or does not answer."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The system's keyring cannot be used ({reason}). Set FLOWTLY_TOKEN, "
            "or let a file keep it with `flowtly auth login --insecure-storage`."
        )


class CredentialsFileOpen(CredentialsError):
    """The file of credentials can be read by others than its owner."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} can be read by others, so it is not used. Whoever read it knows what is in it: "
            "delete it, change the password, and run `flowtly auth login` again."
        )


class CredentialsFileBroken(CredentialsError):
    """The file of credentials is not what was written into it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be read: {reason}. Delete it and run `flowtly auth login` again.")
