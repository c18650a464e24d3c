"""What stands in the database: whose keys, whose migrations."""

import re

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from tests.architecture.source import DIRECTORATES, PRODUCT

GENERATED_NAME = re.compile(r"_auto_\d|^\d+_(alter|add|remove|rename|delete)_.*_and_more$")


def _directorate(model: type[Model]) -> str:
    root = model.__module__.split(".")[0]
    return root if root in DIRECTORATES else ""


def test_no_foreign_key_goes_from_one_directorate_to_another() -> None:
    found = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete
        and isinstance(field.related_model, type)
        and _directorate(model) != _directorate(field.related_model)
        and _directorate(field.related_model)
    ]
    assert found == []


def test_constraints_and_indexes_are_named_by_us() -> None:
    """A generated index name ends in a hash and tells an operator nothing."""
    hashed = re.compile(r"_[0-9a-f]{6}_(idx|like)$")
    found = [
        f"{model._meta.label} {item.name}"
        for model in _own_models()
        for item in (*model._meta.indexes, *model._meta.constraints)
        if hashed.search(item.name)
    ]
    assert found == []


def _own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in PRODUCT]


def _own_labels() -> set[str]:
    return {c.label for c in apps.get_app_configs() if c.name.split(".")[0] in PRODUCT}


def test_migrations_are_linear_and_named() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    labels = _own_labels()
    for label in {label for label, _name in loader.disk_migrations} & labels:
        assert len(loader.graph.leaf_nodes(label)) == 1, f"{label} has two last migrations"
    names = [name for label, name in loader.disk_migrations if label in labels]
    assert [name for name in names if GENERATED_NAME.search(name) or "merge" in name] == []


def test_every_app_with_models_has_migrations() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    migrated = {label for label, _name in loader.disk_migrations}
    assert {model._meta.app_label for model in _own_models()} - migrated == set()
