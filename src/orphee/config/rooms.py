"""The rooms that are Django applications, ground floor first. A new room takes its place here and in pyproject.toml."""

ROOMS = [
    "orphee.foundation",
    "orphee.terminology",
    "orphee.network",
    "orphee.access",
    "orphee.identity",
    "orphee.consent",
    "orphee.record",
    "orphee.care",
    "orphee.dossiers",
    "orphee.prefill",
    "orphee.undiagnosed",
    "orphee.exchange",
    "orphee.warehouse",
    "orphee.steering",
    "orphee.public",
    "orphee.synthetic",
]
