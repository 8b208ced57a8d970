"""For those who steer the plan: the national dashboard."""
