"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orphee.config.settings")
application = get_wsgi_application()

from orphee.undiagnosed import nights  # noqa: E402 - rooms can be imported once Django is set up

nights.start()
