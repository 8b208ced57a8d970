"""The WSGI application that granian serves."""

import os

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application


def served() -> WSGIHandler:
    """The application, and beside it the clock of the nights and what keeps the process and its database together."""
    made = get_wsgi_application()
    from orphee.config import keeping  # a room can be imported once Django is set up
    from orphee.undiagnosed import nights

    keeping.start()
    nights.start()
    return made


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orphee.config.settings")
application = served()
