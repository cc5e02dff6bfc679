"""Pages of a list, so that no page grows with the whole history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from workspace.database import db

T = TypeVar("T")
SIZE = 25


@dataclass(frozen=True)
class Page(Generic[T]):
    rows: Sequence[T]
    number: int  # from 1
    total: int  # rows in all pages
    size: int

    @property
    def last(self) -> int:
        return _last(self.total, self.size)

    @property
    def has_others(self) -> bool:
        return self.last > 1


def within(number: int, total: int, size: int = SIZE) -> int:
    """The page that answers to a number: one past the end gives the last page."""
    return min(max(1, number), _last(total, size))


def _last(total: int, size: int) -> int:
    return max(1, -(-total // size))


def paginated(query: Select[T], number: int, size: int = SIZE) -> Page[T]:
    """One page of a query's objects, in two statements; a number past the end gives the last page."""
    entity: Any = query.column_descriptions[0]["entity"]
    counted = query.with_only_columns(entity.id, maintain_column_froms=True).order_by(None).subquery()
    total = db.session.scalar(select(func.count()).select_from(counted)) or 0
    number = within(number, total, size)
    rows = db.session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(rows, number, total, size)
