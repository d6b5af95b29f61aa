"""The words around broadcasts: states, what a refusal asks, notices, acts of the history."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from judging.enums import BroadcastState
from portal.notices import tell
from portal.refusals import say
from portal.words import say_actions

STATES = {
    BroadcastState.DRAFT: (_l("draft"), "neutral"),
    BroadcastState.APPROVED: (_l("approved for reading"), "success"),
}

say(
    {
        "broadcast_not_an_essay": _l("Only essays are read on the loudspeaker; videos are not."),
        "broadcast_script_empty": _l("Nothing is left to be read. Please keep at least one item."),
        "broadcast_script_unspoken": _l("Please write these short forms out as they are read: %(words)s."),
        "broadcast_no_room": _l(
            "The items do not fit: name stations and times of day, or more of them. At most %(days)s days are planned."
        ),
        "broadcast_withdrawn": _l(
            "This work is public no more: nothing of it is planned or read. Tell the stations; what was read before "
            "can still be written down."
        ),
        "broadcast_not_aired_yet": _l("This moment has not come yet. Write down only what was read."),
    }
)
tell(
    {
        "broadcast.withdrawn": _l(
            "A work that was planned for the loudspeaker is public no more: its slots were taken out. Please tell the "
            "stations."
        )
    }
)
say_actions(
    {
        "broadcast.prepare": _l("broadcast script prepared"),
        "broadcast.rewrite": _l("broadcast script changed"),
        "broadcast.approve": _l("broadcast script approved"),
        "broadcast.plan": _l("broadcast planned"),
        "broadcast.aired": _l("broadcast written into the log"),
        "broadcast.not_aired": _l("broadcast taken out of the log"),
        "broadcast.withdraw": _l("broadcast taken out: its work is public no more"),
    }
)
