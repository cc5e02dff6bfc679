"""What people type about polls: dates picked in a month, what suits them, whom they invite."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from secrets import token_hex
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    EmailField,
    IntegerField,
    SelectField,
    StringField,
    TimeField,
    ValidationError,
)
from wtforms.fields import SelectMultipleField
from wtforms.validators import Email, InputRequired, Optional, Regexp

from workspace import clock
from workspace.forms import RELOAD, BaseForm, FormId, RequiredText, at_most, words_asked
from workspace.french import day, duration, hour
from workspace.meetings.forms import STORABLE
from workspace.meetings.models import Meeting
from workspace.people.models import Names, Person
from workspace.polls.models import MOST_OPTIONS, DatePoll, PollOption, Vote
from workspace.polls.operations import Wanted
from workspace.scheduling.proposing import Habit

LENGTHS = (30, 60, 90, 120, 150, 180, 240, 420)  # minutes
SHORTEST, LONGEST = 5, 24 * 60  # of a length that a meeting or an address says, though it is not among those
LONGEST_OPEN = timedelta(days=180)
AHEAD = timedelta(days=550)  # how far a date is proposed
MOST_KEPT = 60  # days that the page carries, even refused
VOTES = {Vote.YES: "Oui", Vote.IF_NEEDED: "Si besoin", Vote.NO: "Non"}
NO_DATE = "Choisissez au moins une date dans le mois."
TOO_MANY = f"{MOST_OPTIONS} dates au plus : retirez-en."
STALE_DATES = "Les dates de ce sondage viennent de changer. Relisez-les, puis répondez de nouveau."
NOTHING_SAID = "Répondez à une date au moins."
BAD_NAME = "Écrivez un nom, sans adresse ni numéro."
AN_HOUR = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")
A_NAME = re.compile(r"[^@<>{}\[\]\\/=0-9]*")


def minutes_of(meeting: Meeting) -> int:
    return int((meeting.ends_at - meeting.starts_at) / timedelta(minutes=1))


class PollFields(BaseForm):
    """What a poll says besides its dates."""

    title = StringField("Titre", [RequiredText("Donnez un titre : ce sera celui de la réunion."), at_most(200)])
    minutes = SelectField("Durée", coerce=int, default=120)
    place = StringField("Lieu", [at_most(200)])
    closes_on = DateField("Répondre avant le soir du", [InputRequired("Dites jusqu’à quand on peut répondre.")])
    required = SelectMultipleField("Personnes indispensables", [Optional()], coerce=int)

    def offer(self, people: Sequence[Names], minutes: int | None = None) -> None:
        """Who may be required; `minutes`: a length kept, though it is not among ours; what the form says stays too."""
        said = {one for one in (self.minutes.data, minutes) if isinstance(one, int) and SHORTEST <= one <= LONGEST}
        lengths = sorted({*LENGTHS, *said})
        self.minutes.choices = [(one, duration(one)) for one in lengths]
        self.required.choices = [(one.id, one.name) for one in people]

    def validate_closes_on(self, field: DateField) -> None:
        if not field.data:
            return
        if field.data < clock.today() and field.data != field.object_data:
            raise ValidationError("Ce jour est passé. Choisissez-en un à venir.")
        if field.data > clock.today() + LONGEST_OPEN:
            raise ValidationError("Un sondage dure six mois au plus. Choisissez un jour plus proche.")


class NewPollForm(PollFields):
    form_id = FormId()
    hour = TimeField("Heure", [InputRequired("Dites à quelle heure.")])
    other_hour = TimeField("Autre heure possible", [Optional()])

    days: Sequence[date] = ()
    day_errors: Sequence[str] = ()

    @classmethod
    def proposed(
        cls, leaders: Collection[Person], habit: Habit, meeting: Meeting | None, asked: MultiDict[str, str]
    ) -> "NewPollForm":
        """A week to answer; those who lead are required; all that a meeting says already, or an address asks for, else
        as the group meets most often."""
        said = {"hour": habit.begins, "minutes": habit.lasts // timedelta(minutes=1), "place": habit.place}
        said |= {name: value for name, value in _read(asked).items() if value}
        if meeting:
            begins = clock.in_paris(meeting.starts_at)
            said = {"hour": time(begins.hour, begins.minute), "minutes": minutes_of(meeting)}
            said |= {"title": meeting.title, "place": meeting.place}
        form = cls(
            form_id=token_hex(16),
            closes_on=clock.today() + timedelta(days=7),
            required=[one.id for one in leaders],
            **said,
        )
        form.days = read_days(asked.getlist("day"))[0][:MOST_OPTIONS]  # what is no day to come is left out
        return form

    def pick(self, days: Sequence[date], bad: bool) -> None:
        self.days = days[:MOST_KEPT]
        self.day_errors = ["Une de ces dates n’existe pas : choisissez-les dans le mois."] if bad else []
        if len(days) > MOST_OPTIONS:
            self.day_errors = [TOO_MANY]

    def instants(self) -> list[datetime]:
        """Each day at each hour; those that cannot be are left out (see `validate`)."""
        return sorted({one for one in (_instant(day, at) for day in self.days for at in self._hours()) if one})

    def _hours(self) -> list[time]:
        return [one for one in (self.hour.data, self.other_hour.data) if one]

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        errors = list(self.day_errors)
        if not self.days and not errors:
            errors.append(NO_DATE)
        errors += [
            f"Le {day(on)}, {at.hour} h {at.minute:02} n’existe pas : les horloges avancent cette nuit-là."
            for on in self.days
            for at in self._hours()
            if _instant(on, at) is None
        ]
        dates = self.instants()
        if len(dates) > MOST_OPTIONS and TOO_MANY not in errors:
            errors.append(TOO_MANY)
        if any(one <= clock.now() for one in dates):
            errors.append("Une de ces dates est déjà passée.")
        self.day_errors = errors
        return fine and not errors

    def wanted(self) -> Wanted:
        return Wanted(
            self.title.data, self.minutes.data, self.place.data, self.closes_on.data,
            frozenset(self.required.data or ()), added=self.instants(),
        )  # fmt: skip


def _read(asked: MultiDict[str, str]) -> dict[str, Any]:
    """The hour, the length and the place that an address names, where the form could hold them."""
    said: dict[str, Any] = {"place": words_asked(asked, "place", 200)}
    if AN_HOUR.fullmatch(asked.get("hour", "")):
        said["hour"] = time.fromisoformat(asked["hour"])
    minutes = asked.get("minutes", type=int)
    if minutes is not None and SHORTEST <= minutes <= LONGEST:
        said["minutes"] = minutes
    return said


def read_days(texts: Sequence[str]) -> tuple[list[date], bool]:
    """The days ticked, in order, and whether one of them is no day."""
    found, bad = set(), False
    today = clock.today()
    for text in texts[:1000]:
        try:
            one = date.fromisoformat(text[:10])
        except ValueError:
            bad = True
            continue
        if today <= one <= today + AHEAD:
            found.add(one)
        else:
            bad = True
    return sorted(found), bad


def _instant(on: date, at: time) -> datetime | None:
    try:
        return clock.from_paris(datetime.combine(on, at))
    except ValueError:
        return None


# Changing a poll


@dataclass
class Row:
    """One date of the form that changes a poll, as typed: `option_id` is 0 for a new one."""

    key: str
    option_id: int
    when: str
    place: str = ""
    goes: bool = False
    error: str = ""
    instant: datetime | None = None


class EditPollForm(PollFields):
    revision = IntegerField("Version", [InputRequired(RELOAD), STORABLE])

    rows: list[Row]
    row_error = ""

    def fill(self, poll: DatePoll, options: Sequence[PollOption], typed: Mapping[str, str] | None) -> None:
        """The dates as they are, or as they were typed."""
        self.known = {one.id: one for one in options}
        # One that somebody added meanwhile is not in what was typed.
        self.rows = [_row(one, typed) for one in options if typed is None or f"when-{one.id}" in typed]
        self.rows += [Row(f"new-{n}", 0, (typed or {}).get(f"when-new-{n}", "").strip()[:30]) for n in range(1, 4)]

    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        for row in self.rows:
            if not row.goes and (row.option_id or row.when):
                row.instant, row.error = self._read(row)
        kept = [row.instant for row in self.rows if row.instant]
        if len(kept) > MOST_OPTIONS:
            self.row_error = TOO_MANY
        elif not kept and not any(row.error for row in self.rows):
            self.row_error = "Gardez au moins une date, ou clôturez le sondage sans date."
        elif len(set(kept)) < len(kept):
            self.row_error = "Deux dates sont les mêmes : une seule suffit."
        return fine and not self.row_error and not any(row.error for row in self.rows)

    def _read(self, row: Row) -> tuple[datetime | None, str]:
        known = self.known.get(row.option_id)
        if len(row.place) > 200:
            return None, "200 caractères au plus pour le lieu. Raccourcissez-le."
        try:
            wall_clock = datetime.strptime(row.when[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - Paris time, made aware below
        except ValueError:
            return None, "Cette date n’est pas lisible. Exemple : 2027-01-18T18:30."
        instant = _instant(wall_clock.date(), wall_clock.time())
        if instant is None:
            return None, "Cette heure n’existe pas : les horloges avancent cette nuit-là."
        if known and known.starts_at == instant:
            return instant, ""
        if not clock.now() < instant <= clock.now() + AHEAD:
            return None, "Choisissez une date à venir, dans l’année qui vient."
        return instant, ""

    def wanted(self) -> Wanted:
        kept = [row for row in self.rows if row.instant]
        return Wanted(
            self.title.data, self.minutes.data, self.place.data, self.closes_on.data,
            frozenset(self.required.data or ()),
            {row.option_id: (row.instant, row.place) for row in kept if row.option_id and row.instant},
            [row.instant for row in kept if not row.option_id and row.instant],
        )  # fmt: skip


def _row(option: PollOption, typed: Mapping[str, str] | None) -> Row:
    key = str(option.id)
    if typed is None:
        when = clock.in_paris(option.starts_at).strftime("%Y-%m-%dT%H:%M")
        return Row(key, option.id, when, option.place)
    place = typed.get(f"place-{key}", "").replace("\x00", "").strip()
    return Row(key, option.id, typed[f"when-{key}"].strip()[:30], place, f"goes-{key}" in typed)


# Answering


def read_votes(typed: Mapping[str, str], options: Sequence[PollOption]) -> tuple[dict[int, Vote], str]:
    """What is answered by option id, and what is wrong with it, in words."""
    known = {str(one.id): one.id for one in options}
    said: dict[int, Vote] = {}
    for name, value in typed.items():
        if not name.startswith("vote-") or not value:
            continue
        option_id = known.get(name.removeprefix("vote-"))
        if option_id is None or value not in list(Vote):
            return said, STALE_DATES
        said[option_id] = Vote(value)
    return said, "" if said else NOTHING_SAID


class GuestForm(BaseForm):
    name = StringField(
        "Nom",
        [RequiredText("Écrivez le nom de la personne."), at_most(80), Regexp(A_NAME.pattern + r"\Z", message=BAD_NAME)],
    )
    email = EmailField(
        "Adresse e-mail",
        [
            RequiredText("Écrivez son adresse e-mail."),
            at_most(254),
            Email("Cette adresse n’est pas complète. Exemple : prenom.nom@exemple.fr."),
        ],
        filters=[lambda text: text and text.lower()],
    )


def when_of(option: PollOption) -> str:
    """« mardi 14 décembre, 10 h »."""
    return f"{day(option.starts_at, with_year=False)}, {hour(option.starts_at)}"
