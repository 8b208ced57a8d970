"""The roles of the database, and a database prepared for them.

| role | for |
|---|---|
| orphee_owner | owns the tables; migrations |
| orphee_app | the application: no superuser, row-level security always applies |
| orphee_warehouse | the pseudonymised build: reads the record, never the identity schema |
"""

from __future__ import annotations

import os
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

OWNER, APPLICATION, WAREHOUSE = "orphee_owner", "orphee_app", "orphee_warehouse"
EXTENSIONS = ("pg_trgm", "btree_gin")  # similar words; a terminology's system and its words in one index
SCHEMAS = ("identity",)
SEARCH_PATH = "public,identity"


def prepare(superuser_dsn: str, database: str, *, recreate: bool = False) -> None:
    """Create roles, database, schemas and extensions that are missing. Idempotent; needs a superuser.

    A password for the three roles is taken from `ORPHEE_DATABASE_PASSWORD` when set (production).
    """
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        _create_roles(connection)
        if recreate:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not found:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(database), sql.Identifier(OWNER)
                )
            )
    with psycopg.connect(_with_database(superuser_dsn, database), autocommit=True) as connection:
        _furnish(connection)


def _create_roles(connection: psycopg.Connection) -> None:
    password = os.environ.get("ORPHEE_DATABASE_PASSWORD")
    for role in (OWNER, APPLICATION, WAREHOUSE):
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(sql.Identifier(role)))
        if password:
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))


def _furnish(connection: psycopg.Connection) -> None:
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    for schema in SCHEMAS:
        connection.execute(
            sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}").format(
                sql.Identifier(schema), sql.Identifier(OWNER)
            )
        )
    connection.execute(sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"))
    connection.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(sql.Identifier(OWNER)))
    connection.execute(
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(sql.Identifier(APPLICATION), sql.Identifier(WAREHOUSE))
    )
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA identity TO {}").format(sql.Identifier(APPLICATION)))


def _with_database(dsn: str, database: str) -> str:
    return psycopg.conninfo.make_conninfo(dsn, dbname=database)


def address(dsn: str, *, role: str, database: str | None = None) -> str:
    """The same server under another role (and database), as a URL understood by settings."""
    parts = psycopg.conninfo.conninfo_to_dict(dsn)
    password = os.environ.get("ORPHEE_DATABASE_PASSWORD")
    secret = f":{quote(password, safe='')}" if password else ""
    name = database or parts.get("dbname") or "orphee"
    place = urlencode({"host": parts.get("host", ""), "port": parts.get("port", 5432)})
    return f"postgresql://{role}{secret}@/{quote(str(name), safe='')}?{place}"
