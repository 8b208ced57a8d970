"""The WSGI application that granian serves."""

import os

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application


def served() -> WSGIHandler:
    """The application, and beside it the clock of the nights."""
    made = get_wsgi_application()
    from orphee.undiagnosed import nights  # a room can be imported once Django is set up

    nights.start()
    return made


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orphee.config.settings")
application = served()
