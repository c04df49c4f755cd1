"""Switches and faults as text, for whoever starts the service by hand: `POST /budgets 503 after skip=1 times=2`."""

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from toolkit.errors import BadFault, BadSwitch
from toolkit.sandbox.switches import DEFAULT, Body, Fault, FaultKind, Moment, Switches

KINDS: Mapping[str, FaultKind] = {
    "drop": FaultKind.DROP,
    "torn": FaultKind.TRUNCATED_ANSWER,
    "silent": FaultKind.NEVER_ANSWERED,
    "late": FaultKind.LATE,
    "expired": FaultKind.TOKEN_EXPIRED,
    "ignore": FaultKind.IGNORE_FIELD,
    "round": FaultKind.ROUND_FIELD,
}
"""The words for what goes wrong, beside any status."""

_STATUS = re.compile(r"[1-5][0-9]{2}")
_YES_NO = {"yes": True, "no": False}


def read_fault(line: str) -> Fault:
    """Read a method (`*` for any), a part of a path, what goes wrong, and settings in any order. Raises `BadFault`.

    Settings are `before` or `after`, what the answer holds, and `skip=`, `times=`, `seconds=`, `retry=`, `field=`,
    `holds=`.
    """
    match line.split():
        case [method, path, what, *settings] if _STATUS.fullmatch(what):
            fault = Fault(method.upper(), path, FaultKind.STATUS, status=int(what))
        case [method, path, what, *settings] if what in KINDS:
            fault = Fault(method.upper(), path, KINDS[what])
        case words:
            raise BadFault(line, words[2] if len(words) > 2 else line)
    for setting in settings:
        try:
            fault = _set(fault, setting)
        except ValueError as error:
            raise BadFault(line, setting) from error
    return fault


def _set(fault: Fault, setting: str) -> Fault:
    """Return the fault with one setting. Raises `ValueError` for one that there is not."""
    name, equals, text = setting.partition("=")
    if equals:
        return _valued(fault, name, text)
    if name in {each.value for each in Moment}:
        return replace(fault, moment=Moment(name))
    return replace(fault, body=Body(name))


def _valued(fault: Fault, name: str, text: str) -> Fault:
    match name:
        case "skip":
            return replace(fault, skip=int(text))
        case "times":
            return replace(fault, times=int(text))
        case "retry":
            return replace(fault, retry_after=int(text))
        case "seconds":
            return replace(fault, seconds=float(text))
        case "field":
            return replace(fault, field=text)
        case "holds":
            return replace(fault, holds=text)
        case _:
            raise ValueError(name)


def read_switches(lines: Sequence[str]) -> Switches:
    """Read `name=value` for each switch that is not to be as usual; a flag is `yes` or `no`. Raises `BadSwitch`."""
    usual = {each.name: getattr(DEFAULT, each.name) for each in fields(Switches) if each.name != "faults"}
    chosen = dict(usual)
    for line in lines:
        name, _, text = line.partition("=")
        if name not in usual:
            raise BadSwitch(line, [f"{known}=" for known in usual])
        try:
            chosen[name] = _position(usual[name], text)
        except (KeyError, ValueError) as error:
            raise BadSwitch(line, [f"{name}={each}" for each in _positions(usual[name])]) from error
    return Switches(**chosen)


def _position(usual: object, text: str) -> object:
    """Read a position of the type that the usual one has. Raises `KeyError` or `ValueError`."""
    if isinstance(usual, bool):
        return _YES_NO[text]
    if isinstance(usual, enum.StrEnum | int | float):
        return type(usual)(text)
    raise ValueError(text)


def _positions(usual: object) -> list[str]:
    if isinstance(usual, bool):
        return list(_YES_NO)
    return [each.value for each in type(usual)] if isinstance(usual, enum.StrEnum) else ["NUMBER"]
