"""The time that volunteers of the demonstration declare, and a meeting that one of them left early."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256

from workspace import clock
from workspace.database import db
from workspace.demo import content
from workspace.groups.models import Group
from workspace.meetings.models import Attendance
from workspace.people.models import Person
from workspace.volunteering import operations, queries
from workspace.volunteering.models import Category
from workspace.volunteering.operations import Declared

A_YEAR = timedelta(days=365)


def give_time(people: Mapping[str, Person], groups: Mapping[str, Group]) -> None:
    told = content.read("volunteering")
    for given in told["declared"]:
        group = groups[given["group"]] if "group" in given else None
        day = clock.today() - timedelta(days=given["ago"])
        said = Declared(day, Category(given["kind"]), given["minutes"], group.id if group else None, given["note"])
        operations.declare(people[given["person"]], sha256(given["note"].encode()).hexdigest()[:32], said)
    for given in told["corrected"]:
        *_, last = queries.meetings_of(people[given["person"]].id, clock.now() - A_YEAR, clock.now())
        attendance = db.session.get_one(Attendance, last.attendance_id)
        operations.correct(attendance, last.length - given["less"], given["reason"], operations.version_of(last))
