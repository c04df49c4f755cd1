"""Learn: what the doctor found, kept in the profile for the next time; declarations stay as they are."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.container import Container
from tomlkit.items import Table as Written

from toolkit.errors import NothingToLearnInto
from toolkit.files import write_text
from toolkit.loop.diagnosis import Diagnosis
from toolkit.settings import Profile, settings_file
from toolkit.toml import read_toml


def learnt(profile: Profile, environ: Mapping[str, str] = os.environ) -> frozenset[str]:
    """Return the undeclared fields that the profile knows its service to send, as `budgets.attributeSet`."""
    table = read_toml(settings_file(environ)).table("profiles").table(profile.name).table("learnt")
    fields = table.values.get("undeclared")
    return frozenset(map(str, fields)) if isinstance(fields, list) else frozenset()


def learn(diagnosis: Diagnosis, environ: Mapping[str, str] = os.environ) -> Path:
    """Write the page size that the service grants, and the fields it sends undeclared, into the profile.

    Everything else in the file, comments included, stays as it is. Raises `NothingToLearnInto` for a profile that is
    not one of the file's, and `NotWritable`.
    """
    path = settings_file(environ)
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    profile = _profile(document, diagnosis.profile)
    if profile is None:
        raise NothingToLearnInto(diagnosis.profile, path)
    if diagnosis.page_size is not None:
        profile["page_size"] = diagnosis.page_size
    told = tomlkit.table()
    told["at"] = datetime.now(UTC).isoformat(timespec="seconds")
    told["undeclared"] = [f"{each.entity.path}.{name}" for each in diagnosis.entities for name in each.undeclared]
    profile["learnt"] = told
    write_text(path, tomlkit.dumps(document))
    return path


def _profile(document: TOMLDocument, name: str) -> Written | Container | None:
    profiles = document.get("profiles")
    found = profiles.get(name) if isinstance(profiles, Written | Container) else None
    return found if isinstance(found, Written | Container) else None
