"""The process that works on one large sheet: python -m orphee.exchange.sheets.process KEY."""

import datetime as dt
import sys
import uuid


def main() -> None:
    """Set Django up, then work."""
    import django

    django.setup()
    from django.db import connections

    from orphee.exchange.sheets.working import work

    try:
        work(uuid.UUID(sys.argv[1]), now=dt.datetime.now(dt.UTC))
    finally:
        connections.close_all()


if __name__ == "__main__":
    main()
