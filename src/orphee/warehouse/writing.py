"""Rows into Parquet, in batches, so that memory does not grow with the country."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from orphee.warehouse.intake import Row
from orphee.warehouse.tables import Kind, Table, check

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

CELLS_A_BATCH = 500_000  # a dossier may have hundreds of columns


class TableWriter:
    """Writes one table; the file is opened with its first batch (there may be hundreds) and whole once closed."""

    def __init__(self, table: Table, folder: Path) -> None:
        self.table = table
        self.path = folder / f"{table.name}.parquet"
        self.rows = 0
        self._schema = schema_of(table)
        self._batch = max(1_000, CELLS_A_BATCH // len(table.columns))
        self._pending: list[Row] = []
        self._file: pq.ParquetWriter | None = None

    def add(self, row: Row) -> None:
        """Add one row. Raises `UnfitRow`, at the latest when the table is closed."""
        self._pending.append(row)
        self.rows += 1
        if len(self._pending) == self._batch:
            self._flush()

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        if self._file is not None:
            self._file.close()

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self._file is None:
            self._file = pq.ParquetWriter(self.path, self._schema, compression="zstd")
        columns = {name: [row[name] for row in self._pending] for name in self.table.names}
        check(self.table, columns)
        self._file.write_table(pa.table(columns, schema=self._schema))
        self._pending = []


def schema_of(table: Table) -> pa.Schema:
    """The types of a table's columns, with their descriptions."""
    import pyarrow as pa

    types = {
        Kind.TEXT: pa.string(),
        Kind.TEXTS: pa.list_(pa.string()),
        Kind.INTEGER: pa.int32(),
        Kind.NUMBER: pa.float64(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.MONTH: pa.string(),
    }
    return pa.schema(
        [
            pa.field(
                column.name,
                types[column.kind],
                nullable=not column.required,
                metadata={"description": column.description},
            )
            for column in table.columns
        ]
    )


def sort_by_person(folder: Path, tables: Iterable[Table]) -> None:
    """Order every table by pseudonym: the order of the records would tell them apart; equal data gives equal files."""
    import duckdb

    with duckdb.connect() as connection:
        for table in tables:
            source, target = folder / f"{table.name}.parquet", folder / f"{table.name}.sorted"
            order = ", ".join(f'"{name}"' for name in table.names)
            connection.read_parquet(str(source)).order(order).write_parquet(str(target), compression="zstd")
            target.replace(source)
