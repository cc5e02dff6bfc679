"""Every route on the things of the other group: the table of the house holds when the two groups change places.

There, Jeunesse's things are asked for, and Carl and Cleo come from Communication. Here the things are Communication's:
Cleo leads it, Carl belongs to it, and Alice and Bob are the ones who come from elsewhere. Only these four are asked:
of the others, who belong to neither, the table of the house says it all.
"""

from dataclasses import replace

import pytest

from tests.house.test_access_matrix import (  # noqa: F401 - fixtures
    MATRIX,
    address,
    ask,
    bare_refusals,
    cast,
    compare,
    exact,
    make_places,
    no_press,
    undone,
)

IN_THE_MIRROR = {"alice": "cleo", "cleo": "alice", "bob": "carl", "carl": "bob"}
GROUPS = {"jeunesse": "communication", "communication": "jeunesse"}

pytestmark = pytest.mark.usefixtures("bare_refusals")


@pytest.fixture(scope="module")
def places(cast):  # noqa: F811
    people = {IN_THE_MIRROR.get(name, name): person for name, person in cast.people.items()}
    groups = {GROUPS.get(slug, slug): group for slug, group in cast.groups.items()}
    return make_places(replace(cast, people=people, groups=groups))


@pytest.mark.parametrize(("method", "endpoint"), MATRIX)
def test_each_role_gets_the_same_of_the_other_group(app, ask, places, method, endpoint):  # noqa: F811
    url = address(app, method, endpoint, places(endpoint))
    expected = MATRIX[method, endpoint]
    compare(ask, url, method, {IN_THE_MIRROR[who]: answer for who, answer in expected.items() if who in IN_THE_MIRROR})
