"""People, areas and organisations as tests need them."""

import factory

from core.accounts.choices import OrganisationKind, Role
from core.accounts.models import LocalArea, Membership, Organisation, User

#: What every account a factory makes signs in with.
PASSWORD = "four quiet marsh birds"


class LocalAreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LocalArea

    slug = factory.Sequence(lambda n: f"fenshire-{n}")
    name = factory.Sequence(lambda n: f"Fenshire {n}")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Fenshire Council {n}")
    kind = OrganisationKind.COUNCIL


class UserFactory(factory.django.DjangoModelFactory):
    """An account that can sign in with PASSWORD."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@fenshire.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    area = factory.SubFactory(LocalAreaFactory)
    role = Role.BOARD


def make_administrator(area: LocalArea, **fields: object) -> User:
    """Somebody who may manage accounts and reference lists."""
    user = UserFactory(is_staff=True, **fields)
    MembershipFactory(user=user, area=area, role=Role.ADMIN)
    return user
