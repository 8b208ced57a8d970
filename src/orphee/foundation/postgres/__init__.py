"""PostgreSQL on a fresh machine: find the programs, start a private cluster, prepare roles and databases."""
