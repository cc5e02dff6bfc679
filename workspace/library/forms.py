"""What the list of documents is asked, read from its address; what people type about a document."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField, ValidationError

from workspace import clock
from workspace.actions.models import ActionItem
from workspace.files.forms import ACCEPTED, sent_in
from workspace.files.models import File
from workspace.files.operations import Sent
from workspace.forms import TITLE, FormId, RequiredText, ThingField, at_most, unix_lines, words_asked
from workspace.french import calendar_day, short_day
from workspace.groups import queries as groups
from workspace.groups.models import Group
from workspace.groups.queries import Standing
from workspace.library import queries
from workspace.library.addresses import NotAnAddress, checked
from workspace.library.models import LONGEST_TAG, MOST_TAGS, Document, DocumentKind
from workspace.library.operations import Wording, folded
from workspace.library.queries import Filters
from workspace.meetings import queries as meetings
from workspace.meetings.forms import Branches, ServingForm
from workspace.meetings.models import Meeting
from workspace.pages import small_number
from workspace.project import queries as project
from workspace.project.models import ProjectItem, ProjectState

LONGEST_SEARCH = 100
EARLIEST = 1901  # the law on associations
WHEN = f"Écrivez une année (2024) ou une date (14/03/2024), depuis {EARLIEST}."
FRENCH_DAY, ISO_DAY = re.compile(r"(\d\d?)[/.](\d\d?)[/.](\d{4})"), re.compile(r"(\d{4})-(\d\d)-(\d\d)")


class Asked:
    """The filters of an address and what they may be; what cannot be read is left out."""

    def __init__(self, args: MultiDict[str, str], standing: Standing | None) -> None:
        self.groups = groups.all_groups(with_closed=True)
        self.roots = project.roots_in_force()
        self.tags = queries.tags(standing)
        number = args.get("objet", type=small_number)
        self.filters = Filters(
            group=next((group for group in self.groups if group.slug == args.get("groupe")), None),
            kind=args.get("genre", type=DocumentKind),
            item=next((root for root in self.roots if root.id == number), None) or _adopted(number),
            meeting=meetings.meeting(args.get("reunion", type=small_number)) if "reunion" in args else None,
            tag=folded(words_asked(args, "mot", LONGEST_SEARCH)),
            text=words_asked(args, "texte", LONGEST_SEARCH),
            withdrawn=args.get("etat") == "retires" and queries.puts_back(standing),
        )

    @property
    def address(self) -> dict[str, Any]:
        """The query string that asks the same again."""
        asked = self.filters
        said = {
            "groupe": asked.group and asked.group.slug,
            "genre": asked.kind and asked.kind.value,
            "objet": asked.item and asked.item.id,
            "reunion": asked.meeting and asked.meeting.id,
            "mot": asked.tag,
            "texte": asked.text,
            "etat": "retires" if asked.withdrawn else "",
        }
        return {name: value for name, value in said.items() if value}


def _adopted(item_id: int | None) -> ProjectItem | None:
    """A line of a project in the making is read by who writes it."""
    item = project.item(item_id)
    return item if item and item.project.state is not ProjectState.DRAFTING else None


class DocumentForm(ServingForm):
    """A document as its group describes it; `about` leaves out what the way to it already says."""

    group = ThingField("Groupe", nothing="Choisir un groupe")
    file = FileField("Fichier", render_kw={"accept": ACCEPTED})
    address = StringField("Ou adresse web")
    title = StringField("Titre", [RequiredText("Donnez un titre au document."), at_most(200)])
    summary = TextAreaField(
        "À quoi il sert",
        [RequiredText("Dites en quelques phrases à quoi il sert."), at_most(1500)],
        filters=[unix_lines],
    )
    kind = SelectField("Genre", choices=DocumentKind.said(), coerce=DocumentKind)
    made = StringField("Année ou date", [RequiredText(WHEN)])
    tags = StringField("Mots-clés")
    meeting = ThingField("Réunion d’où il vient", nothing="Aucune en particulier")
    action = ThingField("Action qui l’a produit", nothing="Aucune en particulier")
    is_public = BooleanField("Public : lisible par tout le monde, sans compte")
    form_id = FormId()
    revision = HiddenField()

    chosen: Group | None = None
    has_file = False  # one is shown already
    sent: Sent | None = None

    @classmethod
    def to_share(cls, file: File, branches: Branches) -> "DocumentForm":
        """A file that the group holds already."""
        made = clock.in_paris(file.added_at).year
        form = cls(title=file.name.rpartition(".")[0], meeting=file.meeting_id, made=str(made), form_id=uuid4().hex)
        for name in ("group", "file", "address", "revision"):
            del form[name]
        form._come_from(file.group, file.meeting, None)
        form.offer_items(branches)
        return form

    @classmethod
    def to_create(cls, offered: Sequence[Group], asked: Group | None, branches: Branches) -> "DocumentForm":
        """A file or an address, of one of these groups."""
        only = offered[0] if len(offered) == 1 else asked
        form = cls(group=only and only.id, made=str(clock.today().year), form_id=uuid4().hex)
        del form.revision
        known = {one.id: one for one in offered}
        form.group.offer(offered)
        form.chosen = known.get(form.group.data) if form.group.data else None
        form._come_from(form.chosen, None, None)
        form.offer_items(branches)
        return form

    @classmethod
    def to_edit(cls, document: Document, branches: Branches) -> "DocumentForm":
        made = f"{document.made_on:%d/%m/%Y}" if document.made_on else str(document.made_in)
        plain = {
            name: getattr(document, name) for name in ("title", "summary", "kind", "address", "is_public", "revision")
        }
        come_from = {"meeting": document.meeting_id, "action": document.action_id}
        form = cls(data=plain | come_from | {"made": made, "tags": ", ".join(tag.words for tag in document.tags)})
        for name in ("group", "form_id"):
            del form[name]
        form.has_file = document.file is not None
        form._come_from(document.group, document.meeting, document.action)
        form.offer_items(branches, document.items)
        return form

    def _come_from(self, group: Group | None, meeting: Meeting | None, action: ActionItem | None) -> None:
        """Offer the meetings and the actions of the group, and what it is already said to come from."""
        held = list(queries.meetings_to_name(group)) if group else []
        actions = list(queries.actions_to_name(group)) if group else []
        held += [meeting] if meeting and meeting not in held else []
        actions += [action] if action and action not in actions else []
        self.meeting.offer(held, lambda one: f"{short_day(one.starts_at)}, {one.title}")
        self.action.offer(actions, TITLE)

    def validate_group(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("Choisissez le groupe qui l’a fait.")

    def validate_file(self, field: FileField) -> None:
        self.sent = sent_in(field) if field.data else None

    def validate_address(self, field: StringField) -> None:
        if self.file.data and field.data:
            raise ValidationError("Un fichier ou une adresse, pas les deux.")
        if field.data:
            try:
                field.data = checked(field.data)
            except NotAnAddress as problem:
                raise ValidationError(str(problem)) from None
        elif not self.file.data and not self.has_file:
            raise ValidationError("Choisissez un fichier, ou donnez l’adresse d’une page.")

    def validate_made(self, field: StringField) -> None:
        text = field.data
        day = FRENCH_DAY.fullmatch(text)
        parts = day.groups()[::-1] if day else (found.groups() if (found := ISO_DAY.fullmatch(text)) else None)
        try:
            self.made_on = date(*map(int, parts)) if parts else None
            self.made_in = self.made_on.year if self.made_on else int(text if re.fullmatch("[0-9]{4}", text) else "")
        except ValueError:
            raise ValidationError(WHEN) from None
        if self.made_in < EARLIEST:
            raise ValidationError(WHEN)
        if self.made_in > clock.today().year or (self.made_on and self.made_on > clock.today()):
            raise ValidationError("Cette date est à venir : dites quand le document a été fait.")

    def validate_tags(self, field: StringField) -> None:
        typed = [" ".join(one.lstrip("# ").split()) for one in re.split("[,;]", field.data or "")]
        by_word: dict[str, str] = {}
        for words in typed:
            if folded(words):
                by_word.setdefault(folded(words), words)
        if len(by_word) > MOST_TAGS:
            raise ValidationError("Cinq mots-clés au plus.")
        if any(len(words) > LONGEST_TAG for words in by_word.values()):
            raise ValidationError(
                f"{LONGEST_TAG} caractères au plus pour chaque mot-clé, séparé des autres par une virgule."
            )
        self.words = tuple(by_word.values())

    def wording(self) -> Wording:
        return Wording(
            title=self.title.data or "",
            summary=self.summary.data or "",
            kind=self.kind.data,
            made_in=self.made_in,
            made_on=self.made_on,
            is_public=self.is_public.data,
            tags=self.words,
            meeting_id=self.meeting.data,
            action_id=self.action.data,
            items=frozenset(self.served()),
        )

    def given(self) -> Sent | str | None:
        """What was sent or typed to be shown."""
        return self.sent or (self.address.data if "address" in self else None) or None


def told_when(document: Document) -> str:
    """When it was made: a day, or a year."""
    return calendar_day(document.made_on) if document.made_on else str(document.made_in)
