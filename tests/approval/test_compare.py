"""How two versions of a text differ."""

import random

import pytest

from workspace.approval.comparing import pieces


def changed(side):
    return [piece.words for piece in side if piece.is_changed]


def whole(side):
    return "".join(piece.words for piece in side)


def test_only_the_words_that_changed_are_told():
    before, after = pieces("Un.\nTrois écrans par enfant.\nFin.\n", "Un.\nDeux écrans par enfant.\nFin.\n")
    assert (changed(before), changed(after)) == (["Trois"], ["Deux"])


@pytest.mark.parametrize(("before", "after"), [("", "Un"), ("Un", ""), ("Un\n", "Un"), ("Un\nDeux", "Deux\nUn")])
def test_each_text_is_given_whole(before, after):
    assert tuple(whole(side) for side in pieces(before, after)) == (before, after)


def test_each_text_is_given_whole_whatever_it_says():
    chance = random.Random(5)  # noqa: S311 - not a secret
    for _ in range(300):
        texts = ["".join(chance.choices("ab \n.", k=chance.randrange(40))) for _ in range(2)]
        left, right = pieces(*texts)
        assert [whole(left), whole(right)] == texts
        assert whole(p for p in left if not p.is_changed) == whole(p for p in right if not p.is_changed)


def test_a_change_in_a_very_long_text_is_still_told_by_its_words():
    begins, ends = "Un même début\n" * 2000, "La même fin\n" * 2000
    before, after = pieces(f"{begins}Trois écrans\n{ends}", f"{begins}Deux écrans\n{ends}")
    assert (changed(before), changed(after)) == (["Trois"], ["Deux"])


def test_two_texts_too_long_to_put_side_by_side_differ_from_end_to_end():
    """Nobody reads such a comparison, and it would keep everybody waiting."""
    before, after = "a\n" * 25_000 + "b", "c\n" + "a\n" * 24_000
    assert tuple(changed(side) for side in pieces(before, after)) == ([before], [after])
