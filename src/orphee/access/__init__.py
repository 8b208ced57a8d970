"""Who may see what, and why: accounts, roles, policy, row-level security."""
