"""Audit bundles and signatures that cannot be made or read."""

from pathlib import Path

from toolkit.errors.root import ToolkitError
from toolkit.language import _


class AuditError(ToolkitError):
    """A bundle or a key cannot be used at all; what is wrong inside a bundle is a finding and no error."""

    exit_code = 4


class NotABundle(AuditError):
    """What is there is no audit bundle."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            _("{path} is no audit bundle: {reason}. Name the folder or the .zip file that audit export wrote.").format(
                path=path, reason=reason
            )
        )


class BundleExists(AuditError):
    """The bundle would replace something, and a bundle replaces nothing."""

    exit_code = 2

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("{path} is there already, and evidence is never overwritten. Choose another name.").format(path=path)
        )


class KeyExists(AuditError):
    """A new key would replace one, and what that signed could not be signed again."""

    exit_code = 2

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("{path} is there already, and a key is never overwritten. Use it, or choose another name.").format(
                path=path
            )
        )


class KeyMissing(AuditError):
    """Somebody approves who has no key yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _(
                "You have no key to approve with: there is no {path}. Make yours with `flowtly approve --init`, and "
                "give the public one to those who apply."
            ).format(path=path)
        )


class KeyUnusable(AuditError):
    """A file holds no key that signs or verifies."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            _(
                "{path} cannot be used as a key: {reason}. Ed25519 keys in PEM are taken; audit keygen makes them."
            ).format(path=path, reason=reason)
        )
