"""Direct requests as text and as JSON: what `flowtly api` wrote, and what became of it."""

from collections.abc import Sequence

from toolkit.applying.direct import DirectRequest
from toolkit.entities.canonical import JsonObject
from toolkit.language import _, mark
from toolkit.reports.tables import Table
from toolkit.reports.terminal import Paint, Painted, Tone, clean

_TONES = {"done": Tone.GOOD, "failed": Tone.BAD}


def text(requests: Sequence[DirectRequest], width: int, paint: Paint) -> str:
    """List the requests in the order given."""
    if not requests:
        return _("No direct requests yet.\n")
    table = Table(
        (mark("n"), mark("sent (UTC)"), mark("outcome"), mark("request"), mark("by")),
        [_row(each) for each in requests],
        right=frozenset({"n"}),
        below=[clean(_told(each)) for each in requests],
    )
    return "\n".join([*table.lines(width, paint), ""])


def _told(each: DirectRequest) -> str:
    gone = _("By pruning or erasing, parts of it are gone; its digest stays.") if each.kept else ""
    return " ".join(filter(None, [each.detail, gone]))


def _row(each: DirectRequest) -> list[Painted]:
    state = each.state.value
    return [
        Painted(str(each.number)),
        Painted(each.sent_at[:16].replace("T", " ")),
        Painted(_(state), _TONES.get(state, Tone.CHANGED)),
        Painted(clean(f"{each.direct.method} {each.direct.path}")),
        Painted(clean(_("{user} on {service}").format(user=each.direct.user, service=each.direct.service))),
    ]


def json(requests: Sequence[DirectRequest]) -> JsonObject:
    """Spell what `runs direct --json` prints."""
    return {
        "requests": [
            {
                "n": each.number,
                "service": each.direct.service,
                "profile": each.direct.profile,
                "user": each.direct.user,
                "method": each.direct.method,
                "path": each.direct.path,
                "body": each.direct.body,
                "before": each.direct.before,
                "source": each.direct.source,
                "state": each.state.value,
                "detail": each.detail,
                "sent": each.sent_at,
                "answered": each.answered_at,
                **({"erased": True} if each.kept else {}),
            }
            for each in requests
        ]
    }
