"""Registers the room with Django."""

from django.apps import AppConfig


class SteeringConfig(AppConfig):
    """The steering room."""

    name = "orphee.steering"
    label = "steering"
