"""What the pages of preferences show, and what their forms said."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from workspace import links
from workspace.database import db
from workspace.groups import queries as groups
from workspace.groups.models import Group, GroupState
from workspace.groups.queries import Standing
from workspace.notifications import queries
from workspace.notifications.letters import FOLLOWED
from workspace.notifications.models import Pace
from workspace.notifications.telling import DIGEST, REMINDER
from workspace.people.models import Person

# What a person may want less of, group by group; convocations of bodies, moves, cancellations and security letters
# are always sent.
CHOSEN_BY_GROUP: Mapping[str, str] = MappingProxyType(
    {
        "meetings/meeting-called": "Convocations aux réunions",
        "minutes/minutes-in-review": "Comptes rendus à relire",
        "minutes/minutes-published": "Comptes rendus publiés",
        "proposals/proposal-answered": "Réponses du conseil d’administration",
        "actions/action-entrusted": "Actions qui me sont confiées",
        "groups/message": "Messages au groupe",
        "polls/poll-opened": "Sondages de dates",
        "polls/poll-reminder": "Rappels des sondages de dates",
        "groups/member-joined": "Arrivées dans le groupe",
        "joining/request-received": "Demandes pour entrer dans le groupe",
    }
)
PACES: Mapping[Pace, str] = MappingProxyType(
    {
        Pace.AT_ONCE: "Aussitôt",
        Pace.DAILY: "Chaque matin, en un courrier",
        Pace.WEEKLY: "Le lundi, en un courrier",
        Pace.NEVER: "Jamais par courrier",
    }
)
PACES_OF: Mapping[str, Mapping[Pace, str]] = {
    REMINDER: {Pace.AT_ONCE: "Le matin même", Pace.NEVER: PACES[Pace.NEVER]},
    FOLLOWED: {Pace.NEVER: "Non", **{pace: words for pace, words in PACES.items() if pace is not Pace.NEVER}},
}
WORDS: Mapping[str, str] = {
    **CHOSEN_BY_GROUP,
    FOLLOWED: "Comptes rendus d’un groupe suivi",
    REMINDER: "Rappels de ce qui m’attend",
    DIGEST: "Résumés des avis",
}
NOT_OFFERED = "Ce choix n’existe pas : prenez-en un de la liste."


@dataclass
class Choice:
    """One line of the page: a kind of letter, of a group or of none, and its pace."""

    group_id: int
    kind: str
    words: str
    paces: Mapping[Pace, str]
    kept: Pace
    typed: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        """Of its field."""
        return f"{self.kind.replace('/', '-')}-{self.group_id}"


class Preferences:
    """The choices of a person: one section a group of theirs, what no group writes, then the minutes of other groups
    for those who may follow them."""

    def __init__(self, person: Person, standing: Standing, may_follow: bool) -> None:
        chosen = queries.choices_of(person.id)
        self.sections: list[tuple[Group | None, list[Choice]]] = []
        self.followed: list[tuple[Group, Choice]] = []
        for group in groups.all_groups(with_closed=True):
            if group.id in standing.group_ids | standing.led_ids:
                kinds = _offered(group, group.id in standing.led_ids)
                self.sections.append((group, [_choice(chosen, group.id, kind) for kind in kinds]))
            elif may_follow and group.state is not GroupState.CLOSED:
                self.followed.append((group, _choice(chosen, group.id, FOLLOWED)))
        self.sections.append((None, [_choice(chosen, 0, REMINDER)]))

    @property
    def choices(self) -> list[Choice]:
        asked = [choice for _, choices in self.sections for choice in choices]
        return asked + [choice for _, choice in self.followed]

    def read(self, form: Mapping[str, str]) -> bool:
        """Take what was typed; False when something of it is not offered."""
        for choice in self.choices:
            choice.typed = form.get(choice.name, choice.kept)
            choice.error = "" if choice.typed in [pace.value for pace in choice.paces] else NOT_OFFERED
        return not any(choice.error for choice in self.choices)

    @property
    def changed(self) -> list[tuple[tuple[int, str], Pace]]:
        typed = [((one.group_id, one.kind), Pace(one.typed), one.kept) for one in self.choices]
        return [(what, pace) for what, pace, kept in typed if pace != kept]


def _choice(chosen: Mapping[tuple[int, str], Pace], group_id: int, kind: str) -> Choice:
    paces = PACES_OF.get(kind, PACES)
    kept = chosen.get((group_id, kind), Pace.NEVER if kind == FOLLOWED else Pace.AT_ONCE)
    return Choice(group_id, kind, WORDS[kind], paces, kept, typed=kept)


@dataclass(frozen=True)
class Stop:
    """What a link of a letter refuses: a kind of letter, from a group or from none."""

    person_id: int
    kind: str
    group_id: int
    group: Group | None

    @classmethod
    def of(cls, said: Mapping[str, Any] | None) -> "Stop | None":
        """None for a link that was altered or is too old, or whose person is no longer at the address it went to."""
        person = db.session.get(Person, said["person"]) if said else None
        if said is None or person is None or links.mark_of(person.email or "") != said.get("address"):
            return None
        return cls(said["person"], said["kind"], said["group"], db.session.get(Group, said["group"]))

    @property
    def stays_in_notices(self) -> bool:
        """What one asked for is no longer told at all."""
        return self.kind != FOLLOWED

    @property
    def words(self) -> str:
        return WORDS.get(self.kind, WORDS[REMINDER])


def _offered(group: Group, leads: bool) -> list[str]:
    """The kinds of letters of a group that a person may slow down: those they would get."""
    unasked = set() if group.is_working_group else {"meetings/meeting-called"}
    unasked |= set() if leads else {"groups/member-joined", "joining/request-received"}
    unasked |= set() if group.is_working_group else {"joining/request-received"}
    return [kind for kind in CHOSEN_BY_GROUP if kind not in unasked]
