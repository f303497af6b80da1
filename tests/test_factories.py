"""Every factory makes a row that its model calls valid."""

import inspect

import factory
import pytest

from tests.factories import accounts, findings, plans, workstreams

FACTORIES = [
    made
    for module in (accounts, findings, plans, workstreams)
    for _, made in inspect.getmembers(module, inspect.isclass)
    if issubclass(made, factory.django.DjangoModelFactory) and made.__module__ == module.__name__
]


@pytest.mark.django_db
@pytest.mark.parametrize("factory_class", FACTORIES, ids=lambda made: made.__name__)
def test_a_factory_makes_valid_rows_and_more_than_one(factory_class):
    first, second = factory_class.create_batch(2)

    first.full_clean()
    second.full_clean()
