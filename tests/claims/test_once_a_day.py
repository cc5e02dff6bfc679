"""A daily job is done once a day, whatever happens to the workers."""

from datetime import date, timedelta

import pytest

from workspace import claims
from workspace.claims import once_a_day

DAY = date(2026, 11, 18)


@pytest.fixture
def noon(time_machine):
    time_machine.move_to("2026-11-18 11:00:00+00:00", tick=False)
    return time_machine


def test_it_runs_once_a_day_from_its_hour_on(app, time_machine):
    days = []
    for hour in ("2026-11-18 04:30", "2026-11-18 05:59", "2026-11-18 06:00", "2026-11-18 15:00", "2026-11-19 07:00"):
        time_machine.move_to(f"{hour}:00+00:00", tick=False)
        once_a_day("a job", 7, lambda day: days.append(day) or 1)
    assert days == [DAY, DAY + timedelta(days=1)]


def test_each_job_has_its_own_day(app, noon):
    assert [once_a_day(job, 7, lambda _: 3) for job in ("one", "other", "one")] == [3, 3, 0]


def test_a_job_in_trouble_is_tried_again_at_the_next_round(app, noon):
    def trouble(_):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once_a_day("a job", 7, trouble)
    assert not claims.has_run("a job", DAY)
    assert once_a_day("a job", 7, lambda _: 1) == 1
    assert claims.has_run("a job", DAY)


def test_a_job_that_another_worker_is_at_is_left_to_it(app, noon):
    during = []

    def run(_):
        during.append(once_a_day("a job", 7, lambda _: 1))
        return 1

    assert once_a_day("a job", 7, run) == 1
    assert during == [0]


def test_a_job_whose_worker_died_is_taken_up_after_the_lease(app, noon):
    assert claims._take("a job", DAY)
    noon.shift(claims.LEASE - timedelta(seconds=1))
    assert once_a_day("a job", 7, lambda _: 1) == 0
    noon.shift(timedelta(seconds=1))
    assert once_a_day("a job", 7, lambda _: 1) == 1


def test_two_workers_at_once_run_it_once(product, at_once):
    done = at_once(lambda: once_a_day("a job", 0, lambda _: 1), times=4)
    assert sorted(done.answers) == [0, 0, 0, 1]
