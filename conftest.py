"""The database of the tests: ours rather than pytest-django's (see `orphee.config.testing`)."""

from orphee.config.testing import django_db_setup

__all__ = ["django_db_setup"]
