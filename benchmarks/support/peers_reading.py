#!/usr/bin/env python3
"""DuckDB's and Polars' part of benchmarks/peers: reading one sales.csv into typed columns.

usage: peers_reading.py duckdb|polars FILE THREADS RUNS

Prints the rows, and the seconds of each run.  Types are given, nothing has to be guessed; sku and location
become categories in Polars (numbers for names, as in restock), plain text in DuckDB, which is less work.
Columns that restock does not read are not read (Polars: not kept) here either.
"""
import os
import sys
import time

NAMES = ("date", "sku", "location", "quantity")


def read_duckdb(path, threads, header):
    import duckdb
    types = {"date": "DATE", "quantity": "DOUBLE"}
    columns = "{" + ", ".join(f"'{name}': '{types.get(name, 'VARCHAR')}'" for name in header) + "}"
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")

    def once():
        connection.execute(f"CREATE OR REPLACE TABLE sales AS SELECT {', '.join(NAMES)} FROM read_csv('{path}', "
                           f"columns = {columns}, header = true, auto_detect = false, delim = ',', quote = '\"')")
    return once, lambda: connection.execute("SELECT count(*) FROM sales").fetchone()[0]


def read_polars(path, threads, header):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars
    types = {"date": polars.Date, "quantity": polars.Float64, "sku": polars.Categorical, "location": polars.Categorical}
    schema = {name: types.get(name, polars.String) for name in header}
    kept = {}

    def once():
        kept.clear()
        kept["sales"] = polars.read_csv(path, schema=schema, columns=list(NAMES))
    return once, lambda: len(kept["sales"])


def main():
    peer, path, threads, runs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with open(path, encoding="utf-8") as file:
        header = file.readline().strip().split(",")
    once, rows = (read_duckdb if peer == "duckdb" else read_polars)(path, threads, header)
    once()  # warm: pages in memory, libraries loaded
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        once()
        seconds.append(time.perf_counter() - start)
    print(rows(), *seconds)


main()
