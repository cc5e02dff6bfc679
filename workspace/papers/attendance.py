"""Who was there, on paper: in words, counted by centre and status, and the sheet to sign."""

from collections import Counter
from collections.abc import Iterable, Sequence

from workspace.documents.tree import Block, Definitions, Document, Table, definitions, heading, paragraph, table
from workspace.french import count, day, french, hour, listed, of_name, sort_key
from workspace.groups.palette import ON_PAPER
from workspace.meetings.models import THERE, Attendance, Meeting, Presence, Proxy
from workspace.meetings.queries import Attendee
from workspace.people.models import Person, Status
from workspace.settings.models import Federation
from workspace.statutes.queries import Roll

STATUSES = {Status.VOLUNTEER: "Bénévole", Status.EMPLOYEE: "Salarié·e", Status.RESIDENT: "Habitant·e"}
COLUMNS = {Status.VOLUNTEER: "Bénévoles", Status.EMPLOYEE: "Salariés", Status.RESIDENT: "Habitants"}
PARTS = {"Présents": THERE, "Excusés": (Presence.EXCUSED,), "Représentés": (Presence.REPRESENTED,)}
NO_CENTRE = "Sans centre"
BLANKS = 6  # lines for those nobody expected
NAMES_GONE = "Les noms ne sont plus gardés."


def in_words(rows: Sequence[Attendance], leaders: Sequence[Person], with_names: bool) -> Definitions:
    """« Présents (8) : … »; without names, only how many."""
    said = []
    for words, presences in PARTS.items():
        found = [row for row in rows if row.presence in presences]
        if found or words == "Présents":
            said.append((f"{words} ({len(found)})", _names(found) if with_names else count(len(found), "personne")))
    if leaders and with_names:
        said.append(("Co-animation", ", ".join(person.short_name for person in leaders)))
    return definitions(said)


def of_a_body(roll: Roll, with_names: bool) -> list[Block]:
    """« Présents (8) », « Représentés (2) : X, pouvoir à Y », guests, then the quorum."""
    represented = "\N{NO-BREAK SPACE}; ".join(
        _names([row]) + (f", pouvoir à {proxy.holder.name}" if proxy else "") for row, proxy in roll.represented
    )
    parts = [
        ("Présents", len(roll.present), _names(roll.present)),
        ("À distance", len(roll.remote), _names(roll.remote)),
        ("Représentés", len(roll.represented), represented),
        ("Excusés", len(roll.excused), _names(roll.excused)),
        ("Invités", len(roll.guests), _names(roll.guests)),
    ]
    said = [
        (f"{words} ({number})", named if with_names else count(number, "personne"))
        for words, number, named in parts
        if number or (words == "Présents" and not roll.remote)
    ]
    return [definitions(said), *([paragraph(roll.quorum)] if roll.quorum else [])]


def _names(rows: Sequence[Attendance]) -> str:
    """By name with the centre; those whose name was removed are counted by centre."""
    if not rows:
        return "les présences n’ont pas été notées"
    named = [_with_centre(row) for row in rows if row.person]
    gone = Counter(_centre(row) for row in rows if not row.person)
    return ", ".join([*named, *(f"{count(number, 'personne')} ({centre})" for centre, number in sorted(gone.items()))])


def _with_centre(row: Attendance) -> str:
    name = row.person.name if row.person else ""
    return f"{name} ({row.named_centre.name})" if row.named_centre else name


def _centre(row: Attendance) -> str:
    return row.counted_centre.name if row.counted_centre else NO_CENTRE


def by_centre_and_status(rows: Iterable[Attendance]) -> Table | None:
    """Those who were there, counted (J3 A7); None when nobody was noted."""
    counts: dict[str, Counter[Status | None]] = {}
    for row in rows:
        if row.presence in THERE:
            counts.setdefault(_centre(row), Counter())[row.counted_status] += 1
    if not counts:
        return None
    lines = [[centre, *_by_status(counts[centre])] for centre in sorted(counts, key=sort_key)]
    if len(lines) > 1:
        lines.append(["Ensemble", *_by_status(sum(counts.values(), Counter()))])
    headers = ["Centre", *COLUMNS.values(), "Ensemble"]
    caption = "Présences par centre et par statut"
    return table(headers, lines, [4, 1, 1, 1, 1], named_rows=True, numbers=[1, 2, 3, 4], caption=caption)


def _by_status(counted: Counter[Status | None]) -> list[str]:
    return [*(str(counted[status]) for status in COLUMNS), str(counted.total())]


def sheet(
    meeting: Meeting, attendees: Sequence[Attendee], federation: Federation, proxies: Sequence[Proxy] | None = None
) -> Document:
    """To sign at the meeting; once it is closed, with what was noted. `proxies`: those given so far, where the statutes
    know them, beside each name as assemblies print them (domain §3.1); None elsewhere."""
    closed, with_proxies = meeting.state == "held", proxies is not None
    said = ["Noté" if closed else "Réponse", *(["Pouvoir"] if with_proxies else [])]
    headers = ["Nom", "Centre", "Statut", *said, "Signature"]
    lines = [_line(one, closed, proxies) for one in attendees]
    widths = [9, 8, 5, 6, 9, 8] if with_proxies else [10, 8, 5, 5, 8]  # « Représenté·e » holds on its line
    blanks = [[""] * len(headers)] * (0 if closed else BLANKS)
    blocks: list[Block] = []
    if meeting.names_removed_at:
        blocks.append(paragraph(NAMES_GONE))
    blocks.append(table(headers, lines + blanks, widths, tall=True, named_rows=True))
    counted = by_centre_and_status(meeting.attendances) if closed else None
    if counted:
        blocks += [heading("Ensemble"), counted]
    return Document(
        title="Feuille de présence",
        subtitle=f"{meeting.title}, {when_and_where(meeting)}",
        mark=meeting.group.name,
        color=ON_PAPER[meeting.group.hue],
        issuer=federation.name,
        blocks=blocks,
    )


def _line(one: Attendee, closed: bool, proxies: Sequence[Proxy] | None) -> list[str]:
    person = one.person
    centre = person.centre.name if person.centre else ""
    carried = [] if proxies is None else [_proxies_of(person, proxies)]
    return [person.name, centre, STATUSES[person.status], _noted(one, closed), *carried, ""]


def _proxies_of(person: Person, proxies: Sequence[Proxy]) -> str:
    """« Donné à Y », or « Porte celui de X et de Z »: who holds some may not give theirs."""
    for proxy in proxies:
        if proxy.giver_id == person.id:
            return f"Donné à {proxy.holder.name}"
    held = [of_name(proxy.giver.name) for proxy in proxies if proxy.holder_id == person.id]
    return f"{'Porte celui' if len(held) == 1 else 'Porte ceux'} {listed(held)}" if held else ""


def _noted(one: Attendee, closed: bool) -> str:
    row = one.attendance
    if row is None:
        return ""
    if closed:
        return row.presence.words if row.presence else ""
    return row.answer.words if row.answer else ""


def when_and_where(meeting: Meeting) -> str:
    """« mardi 16 novembre 2021, 14 h – 16 h, CSC Les Acacias »."""
    hours = f"{hour(meeting.starts_at)} – {hour(meeting.ends_at)}"
    place = meeting.place or ("en visio" if meeting.video_link else "")
    return french(", ".join(part for part in (day(meeting.starts_at), hours, place) if part))
