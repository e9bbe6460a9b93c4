"""What the groups of a login provider come to here."""

import pytest
from pydantic import ValidationError

from api.identity.groups import Grant, asker_from
from api.identity.roles import AskerRole
from api.identity.sessions import Person
from ingest.papers import Access


def asker_of(groups, grants):
    person = Person("person-1", "Jane", frozenset(groups))
    return asker_from(person, {name: Grant.model_validate(grant) for name, grant in grants.items()})


def test_nobody_is_let_in_without_a_group_that_may():
    assert asker_of(["gardeners"], {"clerks": {"role": "officer"}}) is None
    assert asker_of([], {}) is None


def test_everybody_can_be_given_a_role():
    assert asker_of(["gardeners"], {"*": {"role": "member"}}).role is AskerRole.MEMBER


def test_the_highest_role_counts_with_the_bodies_of_that_role_alone():
    grants = {
        "members": {"role": "member", "bodies": ["Lighthouse Board"]},
        "clerks": {"role": "officer", "bodies": ["Harbour Panel"]},
        "more": {"role": "officer", "bodies": ["Quay Forum"]},
    }
    asker = asker_of(["members", "clerks", "more"], grants)
    assert (asker.role, asker.bodies) == (AskerRole.OFFICER, {"Harbour Panel", "Quay Forum"})


def test_two_groups_together_open_nothing_that_neither_opens_alone():
    grants = {
        "a": {"role": "officer", "bodies": ["Harbour Panel"], "access": "exempt"},
        "b": {"role": "officer", "bodies": ["Quay Forum"], "access": "restricted"},
    }
    assert asker_of(["a", "b"], grants).access == {Access.PUBLIC, Access.RESTRICTED}
    assert asker_of(["a"], grants).access == frozenset(Access)


@pytest.mark.parametrize(
    "grant",
    [
        {"role": "boss"},
        {"role": "member", "rights": "all"},
        {"role": "administrator", "bodies": ["Harbour Panel"]},
        {},
        {"role": "officer", "access": "secret"},
    ],
)
def test_a_grant_that_can_not_be_read_is_refused(grant):
    with pytest.raises(ValidationError):
        Grant.model_validate(grant)
