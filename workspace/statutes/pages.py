"""What the page of a body's meeting shows besides the others: its quorum, its proxies."""

from collections.abc import Sequence

from workspace.meetings.models import Meeting
from workspace.meetings.queries import Attendee
from workspace.statutes import queries
from workspace.statutes.forms import ProxyForm


class BodyPart:
    """Of a meeting whose body has rules."""

    def __init__(self, rules: queries.Rules, attendees: Sequence[Attendee], sent: ProxyForm | None = None) -> None:
        self.rules = rules
        self.given = [one for one in attendees if one.proxy_id]  # by those who are represented
        seats = {one.person.id for one in attendees if one.sits}
        there = {one.person.id for one in attendees if one.is_there}
        pairs = [(one.person.id, one.holder.person.id) for one in self.given if one.holder]
        self.quorum = queries.quorum(rules, seats, there, pairs)
        self.form = sent or ProxyForm(prefix="pouvoir", formdata=None)
        self.form.offer([one.person for one in attendees if one.sits])

    @classmethod
    def of(cls, meeting: Meeting, attendees: Sequence[Attendee], sent: ProxyForm | None = None) -> "BodyPart | None":
        """None for a group, and for a body whose statutes ask for nothing."""
        rules = queries.rules_of(meeting.group)
        return cls(rules, attendees, sent) if rules else None
