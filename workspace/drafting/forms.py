"""What people type of a project."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import FieldList, FormField, HiddenField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Optional

from workspace.drafting.queries import FACTS, mark_of, mark_of_facts
from workspace.forms import BaseForm, RequiredText, at_most, in_reach, unix_lines
from workspace.pacts.forms import DayField
from workspace.project.models import ElaborationStage, FederalProject, ProjectItem

NEW = 3  # stages that may be added at once
LONGEST = 2000


def one_line_between(text: str | None) -> str | None:
    """A filter: paragraphs as a file keeps them, whatever stands between two."""
    return text and "\n\n".join(part.strip() for part in re.split(r"\n\s*\n", text))


class NewProjectForm(BaseForm):
    title = StringField("Titre", [RequiredText("Écrivez le titre du projet."), at_most(200)])
    starts_on = DayField("Du", [InputRequired("Donnez son premier jour."), in_reach])
    ends_on = DayField("Au", [InputRequired("Donnez son dernier jour."), in_reach])
    source = StringField("Document dont ses textes sont cités mot pour mot", [at_most(300)])


class ProjectForm(NewProjectForm):
    seen = HiddenField()  # what the form was filled from
    adopted_on = DayField("Adopté le", [Optional(), in_reach])
    adopted_by = StringField("Par", [at_most(120)])
    intro = TextAreaField("Présentation", [at_most(5000)], filters=[unix_lines, one_line_between])

    @classmethod
    def of(cls, project: FederalProject) -> Any:
        return cls(obj=project, data={"seen": mark_of_facts(project)})

    def typed(self) -> dict[str, Any]:
        return {name: self[name].data for name in FACTS}


class StageForm(PlainForm):
    class Meta(BaseForm.Meta):
        pass

    held_on = DayField("Le", [Optional(), in_reach])
    text = TextAreaField("Étape", [at_most(LONGEST)], filters=[unix_lines])


class StagesForm(BaseForm):
    seen = HiddenField()  # the rows that the form was filled from
    stages = FieldList(FormField(StageForm))

    @classmethod
    def of(cls, stages: Sequence[ElaborationStage]) -> Any:
        told = [{"held_on": one.held_on, "text": one.text} for one in stages] + [{}] * NEW
        return cls(data={"stages": told, "seen": mark_of(stages)})

    @property
    def typed(self) -> list[tuple[Any, str]]:
        return [(one.held_on.data, one.text.data or "") for one in self.stages]


class ItemForm(BaseForm):
    text = TextAreaField(
        "Texte", [RequiredText("Écrivez le texte de la ligne."), at_most(LONGEST)], filters=[unix_lines]
    )


class EditItemForm(ItemForm):
    revision = HiddenField()
    own_words = TextAreaField("Vos propres mots", [at_most(LONGEST)], filters=[unix_lines])

    @classmethod
    def of(cls, item: ProjectItem) -> Any:
        return cls(obj=item)
