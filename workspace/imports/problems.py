"""What is wrong in a file, each thing with its line."""

from dataclasses import dataclass

from workspace.refusals import Refused


@dataclass(frozen=True, order=True)
class Problem:
    line: int
    text: str

    def __str__(self) -> str:
        return f"Ligne {self.line} : {self.text}"


class NotImportable(Refused):
    """Nothing was written; `problems` says why, in the order of the lines."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
