"""What the page of a meeting shows to the person who reads it."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from flask_login import current_user

from workspace import clock, french
from workspace.access import Can, may, standing_of
from workspace.actions import lines
from workspace.actions import queries as actions
from workspace.files import queries as files
from workspace.files.models import File
from workspace.groups import queries as groups
from workspace.groups.models import GroupKind
from workspace.library import queries as library
from workspace.meetings import queries
from workspace.meetings.forms import PRESENCES, ActionForm, DecisionForm, NotesForm, PointForm
from workspace.meetings.merging import merge
from workspace.meetings.models import AgendaItem, Meeting, MeetingState, Vote
from workspace.minutes import queries as minutes
from workspace.minutes.models import MinutesState
from workspace.minutes.pages import ahead_of
from workspace.minutes.steps import Ahead
from workspace.pacts import queries as pacts
from workspace.pacts.models import CooperationPact
from workspace.people.models import Person
from workspace.project import queries as project
from workspace.running import queries as running
from workspace.running.forms import VoteForm, WelcomeForm
from workspace.running.pages import asked_in
from workspace.statutes.forms import ProxyForm
from workspace.statutes.pages import BodyPart

POSTED: dict[str, None] = {}  # keyword arguments of a form that reads what was posted
BLANK: dict[str, None] = {"formdata": None}  # of one that does not, on a page answering another form


class BothTexts:
    """What somebody wrote and what another saved meanwhile: one of them or both, to be edited, then saved."""

    def __init__(self, form: NotesForm, theirs: str, others: list[str]) -> None:
        """`form` was posted too late, or to choose between the texts that it shows."""
        self.theirs, self.others = theirs, others
        self.chosen, edited = form.keep.data or "", form.notes.data or ""
        self.mine = (form.mine.data or "") if self.chosen else edited
        now = french.time_stamp(clock.now())
        together = merge(
            form.base.data or "",
            self.theirs,
            self.mine,
            ["", f"— Écrit en même temps par {current_user.short_name}, à {now} —", ""],
        )
        texts = {"mine": self.mine, "theirs": self.theirs, "both": together.text}
        self.chosen = self.chosen if self.chosen in texts else "mine" if together.meets else "both"
        self.text = texts[self.chosen]
        # What was corrected before another text was asked for is not thrown away.
        is_lost = bool(form.keep.data) and digest(edited) != form.shown.data and edited not in texts.values()
        self.draft = "\n\n".join(filter(None, [form.draft.data, edited if is_lost else ""]))
        self.shown = digest(self.text)
        self.agree = not together.meets


def digest(text: str) -> str:
    """Whether a text is still the one that was shown."""
    return sha256(text.strip().encode()).hexdigest()[:16]


class MeetingPage:
    """One page, three readings: a lead prepares a draft, runs the meeting once called, anyone else reads it. Whoever
    takes the notes shares the second, without what moves the meeting or its agenda."""

    presences = PRESENCES  # how they are said

    def __init__(
        self,
        meeting: Meeting,
        point_id: int | None = None,
        *,
        adding: PointForm | None = None,
        notes: NotesForm | None = None,
        is_stale: bool = False,
        posted: str = "",
        vote: VoteForm | None = None,
        welcome: WelcomeForm | None = None,
        proxy: ProxyForm | None = None,
        again: str = "",
    ) -> None:
        """`adding`, `notes` are forms refused, the second because somebody else saved meanwhile when it `is_stale`.

        `posted` names the capture that was posted, `again` the one that takes the focus after another.
        """
        self.meeting, self.again = meeting, again
        self.attendees = queries.attendees_of(meeting)
        self.minutes, self.submitted = minutes.with_submitted(meeting)
        self.rank, self.size = queries.place_in_series(meeting)
        self.leads = may(current_user, Can.LEAD, meeting)
        self.writes = self.leads or may(current_user, Can.TAKE_NOTES, meeting)
        self.sees_agenda = may(current_user, Can.SEE_AGENDA, meeting)
        self.sees_notes = may(current_user, Can.SEE_NOTES, self.minutes)
        self.points = queries.points_of(meeting) if self.sees_agenda or self.sees_notes else []
        self.point = self._at(point_id)
        self.reading = self._reading()
        self.body = BodyPart.of(meeting, self.attendees, proxy) if self.reading == "room" else None
        with_outcomes = self.sees_notes and meeting.state is not MeetingState.DRAFT
        self.decisions = minutes.decisions_of_meeting(meeting.id) if with_outcomes else []
        texts = [words for point in self.points for words in (point.text, point.notes)]
        if with_outcomes:
            self.actions, self.cited = actions.of_meeting_and_cited(meeting, texts)
        else:
            self.actions, self.cited = [], actions.cited_in(texts, meeting.group_ids)
        self.ahead = self._ahead()
        self.pact = self._pact() if self.reading == "reader" else None
        reads_files = may(current_user, Can.READ_FILE, meeting)
        self.files_by_point, self.documents = library.beside_meeting(meeting.id, standing_of(current_user), reads_files)
        if self.reading != "reader":
            self.branches = queries.items_to_serve()
            self.people = self._people()
        if self.reading != "reader" and self.leads:
            self.point_form = adding or PointForm.to_edit(None, self.branches, self.people, **BLANK)
        if self.reading == "room" and self.point:
            self._prepare_captures(self.point, posted)
            self._prepare_notes(self.point, notes, is_stale)
            self.asked = asked_in(self.point, self.people)
            self.vote_form = vote or VoteForm(prefix="vote", **BLANK)
        if self.reading == "room":
            self.welcome_form = welcome or WelcomeForm(prefix="invite", **BLANK)

    @classmethod
    def at(cls, point: AgendaItem, **others: object) -> "MeetingPage":
        return cls(point.meeting, point.id, **others)  # type: ignore[arg-type]

    def _at(self, point_id: int | None) -> AgendaItem | None:
        if point_id is None:
            return self.points[0] if self.points else None
        return next((point for point in self.points if point.id == point_id), None)

    def _reading(self) -> str:
        locked = self.minutes.state is MinutesState.PUBLISHED or self.meeting.state is MeetingState.CANCELLED
        if not self.writes or locked:
            return "reader"
        return "draft" if self.meeting.state is MeetingState.DRAFT else "room"

    def _pact(self) -> CooperationPact | None:
        """What a partners' committee meets about, one click from its agenda (domain J6). Of the federation's own pact,
        whoever sees the calendar reads all."""
        is_met_about = self.meeting.group.kind is GroupKind.PARTNER_COMMITTEE and may(current_user, Can.SEE_CALENDAR)
        current = project.current() if is_met_about else None
        return pacts.of_project(current.id) if current else None

    def _ahead(self) -> Ahead:
        members = [attendee.person for attendee in self.members]
        if self.meeting.is_event and self.leads:  # those who registered are not written to: its groups are
            members = groups.people_belonging(self.meeting.group_ids)
        there = [attendee.person for attendee in self.there]
        is_published = self.minutes.state is MinutesState.PUBLISHED
        following = queries.following_of(self.meeting) if self.leads and is_published else None
        return ahead_of(current_user, self.minutes, bool(self.points), members, there, self.actions, following)

    def _people(self) -> list[Person]:
        """Who may carry a point or be given an action: members, the staff team, whoever is expected."""
        people = {person.id: person for person in groups.people_to_ask(*self.meeting.group_ids)}
        people |= {attendee.person.id: attendee.person for attendee in self.attendees}
        return sorted(people.values(), key=lambda person: person.search_name)

    def _prepare_captures(self, point: AgendaItem, posted: str) -> None:
        self.decision_form = DecisionForm(prefix="decision", **(POSTED if posted == "decision" else BLANK))
        self.decision_form.offer_items(self.branches, point.items)
        self.action_form = ActionForm(prefix="action", **(POSTED if posted == "action" else BLANK))
        self.action_form.offer_items(self.branches, point.items)
        self.action_form.about(self.meeting, self.people)

    def _prepare_notes(self, point: AgendaItem, refused: NotesForm | None, is_stale: bool) -> None:
        kept = lines.with_ticks(point.notes, self.cited)
        self.notes_form = refused or NotesForm(formdata=None, data={"notes": kept, "base": kept})
        self.both = BothTexts(refused, kept, self._others_writing_at(point)) if refused and is_stale else None
        # A conflict shown makes overwriting a choice; a text too long does not.
        keeps_posted = refused is not None and not is_stale and refused.revision.data is not None
        self.revision = refused.revision.data if refused and keeps_posted else point.notes_revision
        self.ticked = sorted(refused.ticked_before if refused else lines.ticked(kept))

    def _others_writing_at(self, point: AgendaItem) -> list[str]:
        said = running.writers(self.meeting, current_user)
        return [writing.person.short_name for writing, _ in said if writing.point_id == point.id]

    def attendee(self, person_id: int) -> queries.Attendee | None:
        return next((one for one in self.attendees if one.person.id == person_id), None)

    @property
    def mine(self) -> queries.Attendee | None:
        return self.attendee(current_user.id)

    @property
    def note_taker(self) -> Person | None:
        """Whom a lead named, as long as they are expected."""
        named = self.attendee(self.meeting.note_taker_id) if self.meeting.note_taker_id else None
        return named.person if named else None

    @property
    def there(self) -> list[queries.Attendee]:
        return [attendee for attendee in self.attendees if attendee.is_there]

    @property
    def number_there(self) -> int:
        """Those whose name is no longer kept are counted too."""
        if self.meeting.names_removed_at is None:
            return len(self.there)
        return queries.presence_counts([self.meeting.id]).get(self.meeting.id, 0)

    @property
    def answers(self) -> Counter[str]:
        """How many gave each answer."""
        return Counter(attendee.answer for attendee in self.attendees if attendee.answer)

    @property
    def members(self) -> list[queries.Attendee]:
        return [attendee for attendee in self.attendees if attendee.is_member]

    @property
    def short_notice(self) -> int | None:
        """Days left before the meeting, when its members should have been called earlier."""
        asked = self.meeting.group.notice_days or 0
        left = (clock.in_paris(self.meeting.starts_at).date() - clock.today()).days
        return left if 0 <= left < asked else None

    @property
    def may_be_cancelled(self) -> bool:
        """Called, and nobody came: what else keeps it is told by the operation."""
        return self.meeting.state is MeetingState.CALLED and not self.there

    @property
    def length(self) -> int:
        """In minutes, from its start to its end."""
        return (self.meeting.ends_at - self.meeting.starts_at) // timedelta(minutes=1)

    @property
    def planned(self) -> int:
        """In minutes, all points together."""
        return sum(point.minutes or 0 for point in self.points)

    @property
    def elapsed(self) -> int:
        return max(0, (clock.now() - self.meeting.starts_at) // timedelta(minutes=1))

    @property
    def state(self) -> tuple[str, str]:
        """A kind of macros/ui.html's `state`, and words."""
        if self.meeting.state is MeetingState.CALLED:
            return ("in-progress", "Tenue, à clore" if self.meeting.is_over else "Convoquée")
        if self.meeting.state is MeetingState.HELD:
            is_published = self.minutes.state is MinutesState.PUBLISHED
            return (
                ("done", f"{self.meeting.group.minutes_name.capitalize()} publié")
                if is_published
                else ("in-progress", "En relecture")
            )
        return ("dropped", "Annulée") if self.meeting.state is MeetingState.CANCELLED else ("todo", "Brouillon")

    def told(self, text: str) -> str:
        """A text with what the actions it names say today."""
        return lines.told(text, self.cited)

    def voted(self, point: AgendaItem) -> list[tuple[Vote, str]]:
        """The votes of a point, each in words."""
        return [(vote, running.in_words(vote)) for vote in point.votes]

    @property
    def under_way(self) -> AgendaItem | None:
        """The last point that the meeting came to."""
        begun = [point for point in self.points if point.started_at]
        return max(begun, key=lambda point: (point.started_at, point.id)) if begun else None

    @property
    def minutes_on_it(self) -> int:
        """How long the point under way has lasted."""
        began = self.under_way.started_at if self.under_way else None
        return max(0, (clock.now() - began) // timedelta(minutes=1)) if began else 0

    def beside(self, places: int) -> AgendaItem | None:
        """The point before (-1) or after (1) the one shown."""
        at = self.points.index(self.point) + places if self.point else -1
        return self.points[at] if 0 <= at < len(self.points) else None

    @property
    def files(self) -> Sequence[File]:
        """The latest of those that belong to no point."""
        return self.files_by_point.get(None, [])[: files.NAMED]

    def files_of(self, point: AgendaItem) -> Sequence[File]:
        return self.files_by_point.get(point.id, [])

    def decided(self, point: AgendaItem) -> list[object]:
        return [decision for decision in self.decisions if decision.point_id == point.id]

    def entrusted(self, point: AgendaItem) -> list[object]:
        return [action for action in self.actions if action.point_id == point.id]
