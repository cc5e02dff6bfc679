"""A project moved by whole years: its dates and the years in its title, never its texts."""

import re
from datetime import date

from workspace.imports.shape import CommitmentPart, PactPart, ProjectFile

YEARS = re.compile(r"\b(\d{4})(\s?[-–]\s?)(\d{4})\b")


def shifted(file: ProjectFile, years: int) -> ProjectFile:
    project = file.project
    moved = project.model_copy(
        update={
            "title": YEARS.sub(lambda m: f"{int(m[1]) + years}{m[2]}{int(m[3]) + years}", project.title),
            "starts_on": move(project.starts_on, years),
            "ends_on": move(project.ends_on, years),
            "adopted_on": project.adopted_on and move(project.adopted_on, years),
        }
    )
    return file.model_copy(update={"project": moved, "pact": file.pact and _pact(file.pact, years)})


def move(day: date, years: int) -> date:
    """The same day of another year; a 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _pact(pact: PactPart, years: int) -> PactPart:
    def commitment(given: CommitmentPart) -> CommitmentPart:
        return given.model_copy(update={"due_on": given.due_on and move(given.due_on, years)})

    dates = {"signed_on": move(pact.signed_on, years), "ends_on": move(pact.ends_on, years)}
    return pact.model_copy(update=dates | {"commitments": [commitment(given) for given in pact.commitments]})
