"""What is done once: daily jobs, whatever the number of workers, their restarts and their cuts."""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ScalarSelect, String, UniqueConstraint, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from workspace import clock
from workspace.database import Base, db

LEASE = timedelta(minutes=15)  # a worker that died in the middle of a job holds it no longer


class DailyRun(Base):
    """A daily job, taken by a worker and then ended: before its end, another worker may have to take it up again."""

    __tablename__ = "daily_run"
    __table_args__ = (UniqueConstraint("job", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    day: Mapped[date]
    taken_at: Mapped[datetime | None] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]


def keep_once(table: type[Base], **values: Any) -> int | None:
    """The id of a new row that a unique constraint allows once; None when it is there already.

    Two transactions at once: the second waits for the first, then finds the row, or takes its place if it died.
    """
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    kept = insert(table).values(**values).on_conflict_do_nothing().returning(table.__table__.c.id)
    return db.session.execute(kept).scalar_one_or_none()


def once_a_day(job: str, hour: int, run: Callable[[date], int]) -> int:
    """The worker's way to a daily job: from that hour in Paris on, or as soon as it can after; return what `run` did.

    `run` gets the day and commits as it goes. A job in trouble is left for the next round; one whose worker died, for
    the first round after LEASE. It may thus begin again in the middle: each of its acts is done once by its own means
    (a row kept once, a state that changes).
    """
    day = clock.today()
    is_due = clock.in_paris(clock.now()).hour >= hour and not has_run(job, day)
    try:
        if not is_due or not _take(job, day):
            return 0
        db.session.commit()
        count = run(day)
        end(job, day)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        db.session.execute(_of(job, day).values(taken_at=None))
        db.session.commit()
        raise
    finally:
        db.session.rollback()
    return count


def alone(gesture: Callable[..., int], *about: Any, trouble: str) -> int:
    """One of the acts of a job, in a transaction of its own: what it did. Trouble keeps no other act from being done:
    it is logged in these words, and the act counts for nothing; only the database's own ends the job."""
    try:
        done = gesture(*about)
        db.session.commit()
    except SQLAlchemyError:
        raise
    except Exception:
        logging.exception(trouble)
        db.session.rollback()
        return 0
    return done


def each(gesture: Callable[..., int], ids: Iterable[int], *about: Any, trouble: str) -> int:
    """The acts of a job, one by id, each `alone`: what they did in all. `trouble` names the id by « {} »; what read the
    ids ends here."""
    db.session.commit()
    return sum(alone(gesture, one, *about, trouble=trouble.format(one)) for one in ids)


def has_run(job: str, day: date) -> bool:
    """Whether it went to its end that day."""
    ended = select(DailyRun.id).where(DailyRun.job == job, DailyRun.day == day, DailyRun.ended_at.is_not(None))
    return db.session.scalar(ended) is not None


def last_run(job: str, before: date) -> ScalarSelect[date]:
    """The last day before that one on which it went to its end, to compare with in a query."""
    ended = (DailyRun.job == job, DailyRun.day < before, DailyRun.ended_at.is_not(None))
    return select(func.max(DailyRun.day)).where(*ended).scalar_subquery()


def end(job: str, day: date) -> None:
    """Nothing is left to do for that day."""
    keep_once(DailyRun, job=job, day=day)
    db.session.execute(_of(job, day).values(ended_at=clock.now()))


def _take(job: str, day: date) -> bool:
    """Take a job that nobody else is at."""
    if keep_once(DailyRun, job=job, day=day):
        return True
    now = clock.now()
    is_free = or_(DailyRun.taken_at.is_(None), DailyRun.taken_at <= now - LEASE)
    taken = _of(job, day).where(is_free, DailyRun.ended_at.is_(None)).values(taken_at=now).returning(DailyRun.id)
    return db.session.execute(taken).scalar_one_or_none() is not None


def _of(job: str, day: date) -> Any:
    return update(DailyRun).where(DailyRun.job == job, DailyRun.day == day)
