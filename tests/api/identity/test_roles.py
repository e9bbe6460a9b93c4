"""Who may do and see what, role by role."""

import pytest

from api.identity.roles import OWNER, Asker, AskerRole, Right
from ingest.papers import Access, Origin, Scope, Stated

BODY = frozenset({"Harbour Panel"})
PUBLIC = frozenset({Access.PUBLIC})


@pytest.mark.parametrize("role", [AskerRole.MEMBER, AskerRole.EVALUATOR])
@pytest.mark.parametrize("bodies", [None, BODY, frozenset()])
def test_members_and_evaluators_see_public_papers_of_every_body_and_nothing_else(role, bodies):
    assert Asker.of("a", "a", role, bodies).scope == Scope.public()


def test_an_officer_of_a_body_sees_all_of_it_and_public_papers_elsewhere():
    scope = Asker.of("a", "Jane", AskerRole.OFFICER, BODY).scope
    assert (scope.access, scope.bodies, scope.elsewhere) == (frozenset(Access), BODY, PUBLIC)
    assert scope.who == "a"


def test_an_officer_of_no_body_sees_public_papers_alone():
    scope = Asker.of("a", "Jane", AskerRole.OFFICER, frozenset()).scope
    assert (scope.bodies, scope.elsewhere) == (frozenset(), PUBLIC)


@pytest.mark.parametrize(
    ("access", "seen"),
    [
        (Access.PUBLIC, PUBLIC),
        (Access.RESTRICTED, frozenset({Access.PUBLIC, Access.RESTRICTED})),
        (Access.EXEMPT, frozenset(Access)),
    ],
)
def test_a_class_can_be_lowered_but_never_raised_above_the_role(access, seen):
    assert Asker.of("a", "a", AskerRole.OFFICER, None, access).access == seen
    assert Asker.of("a", "a", AskerRole.MEMBER, None, access).access == PUBLIC


def test_the_owner_and_administrators_see_everything():
    assert OWNER.scope.is_everything
    assert Asker.of("a", "a", AskerRole.ADMINISTRATOR).scope == Scope.owner()


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (AskerRole.MEMBER, {Right.OPEN, Right.READ}),
        (AskerRole.EVALUATOR, {Right.OPEN, Right.READ, Right.EVALUATE}),
        (AskerRole.OFFICER, {Right.OPEN, Right.READ, Right.KEEP}),
        (AskerRole.ADMINISTRATOR, set(Right)),
    ],
)
def test_each_role_has_its_rights_and_no_other(role, rights):
    asker = Asker.of("a", "a", role)
    assert {right for right in Right if asker.has(right)} == rights


def test_officers_keep_the_papers_of_their_bodies_and_no_unknown_ones():
    officer = Asker.of("a", "a", AskerRole.OFFICER, BODY)
    assert officer.may_keep(said("Harbour Panel"))
    assert not officer.may_keep(said("Lighthouse Board")) and not officer.may_keep(None)
    assert Asker.of("a", "a", AskerRole.OFFICER).may_keep(None)
    assert not Asker.of("a", "a", AskerRole.MEMBER).may_keep(said("Harbour Panel"))


def test_a_guessed_body_gives_its_officers_no_hold_on_a_paper_and_they_say_no_bodies():
    officer, of_all = Asker.of("a", "a", AskerRole.OFFICER, BODY), Asker.of("a", "a", AskerRole.OFFICER)
    guessed = Stated("Harbour Panel", Origin.INFERRED, "the text speaks of the Panel")
    assert not officer.may_keep(guessed) and of_all.may_keep(guessed)
    assert not officer.may_say_bodies and of_all.may_say_bodies
    assert not Asker.of("a", "a", AskerRole.EVALUATOR).may_say_bodies


def said(name: str) -> Stated[str]:
    return Stated(name, Origin.SUPPLIED, "papers.csv, line 2")
