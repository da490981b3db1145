"""Makes small input folders for scenarios, and reads what a run left.

A scenario's `make` writes into $IN, its `check` reads $OUT; both may be Python that imports this.
"""
import csv
import datetime
import decimal
import json
import os
import random

IN = os.environ.get("IN", "in")
OUT = os.environ.get("OUT", "out")
LAST_SALE = datetime.date(2026, 1, 4)  # a Sunday, so that weeks from Monday are whole
AS_OF = LAST_SALE + datetime.timedelta(days=1)


def day(offset):
    """The date so many days after the as-of date."""
    return (AS_OF + datetime.timedelta(days=offset)).isoformat()


def write(name, header, rows, folder=IN):
    with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header.split(","))
        out.writerows(rows)


def steady(sku, location, per_day, twin=None, days=364):
    """Rows of sales.csv: demand that scatters around per_day, the same on every machine; the same
    for two series with the same `twin`."""
    source = random.Random(twin or f"{sku} {location}")
    for back in range(days, 0, -1):
        # A sum of coins: whole units, mean per_day, sd about sqrt(per_day / 2).
        units = sum(source.random() < 0.5 for _ in range(int(2 * per_day)))
        if units > 0 or back == 1:
            yield [day(-back), sku, location, max(units, 1 if back == 1 else 0)]


def sales(*series, days=364):
    """sales.csv of (sku, location, per_day) or (sku, location, per_day, twin)."""
    write("sales", "date,sku,location,quantity", (row for s in series for row in steady(*s, days=days)))


def table(name, folder=None):
    """Rows of $OUT/name.csv as dicts; numbers stay text, see number()."""
    with open(os.path.join(folder or OUT, name + ".csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def summary(folder=None):
    with open(os.path.join(folder or OUT, "summary.json"), encoding="utf-8") as file:
        return json.load(file)


def number(text):
    return float(text) if text != "" else float("nan")


def one(name, folder=None, **key):
    """The only row of a table with these values."""
    rows = [row for row in table(name, folder) if all(row[k] == v for k, v in key.items())]
    if len(rows) != 1:
        print(f"{name}.csv has {len(rows)} rows with {key}, expected one")
        return None
    return rows[0]


def ordered(sku, location, folder=None):
    """Units ordered for a position."""
    return sum(number(row["quantity"]) for row in table("orders", folder) if (row["sku"], row["location"]) == (sku, location))


def place_orders(folder, kind="purchase"):
    """What a run suggested stands in $IN/open_orders.csv, as if somebody had ordered it."""
    rows = [[r["sku"], r["location"], r["quantity"], r["arrival_date"], f"PO{i}", r["source"], kind]
            for i, r in enumerate(table("orders", folder))]
    rows += [[r["sku"], r["to"], r["quantity"], r["arrival_date"], f"TR{i}", r["from"], "transfer"]
             for i, r in enumerate(table("transfers", folder))]
    write("open_orders", "sku,location,quantity,due_date,order_id,source,kind", rows)


def leave_suggestions(folder):
    """What a run suggested to order and to move is added to $IN/open_orders.csv as suggestions that nobody has followed."""
    with open(os.path.join(IN, "open_orders.csv"), encoding="utf-8", newline="") as file:
        there = csv.DictReader(file)
        columns, rows = list(there.fieldnames), list(there)
    columns += [column for column in ("source", "kind") if column not in columns]
    for row in table("orders", folder):
        rows.append({"sku": row["sku"], "location": row["location"], "quantity": row["quantity"],
                     "due_date": row["arrival_date"], "source": row["source"], "kind": "suggested"})
    for row in table("transfers", folder):
        rows.append({"sku": row["sku"], "location": row["to"], "quantity": row["quantity"],
                     "due_date": row["arrival_date"], "source": row["from"], "kind": "suggested"})
    write("open_orders", ",".join(columns), [[row.get(column, "") for column in columns] for row in rows])


def expect(claim, holds, found=""):
    """A failure is a printed line."""
    if not holds:
        print(f"not so: {claim}" + (f"; found {found}" if found != "" else ""))


ADJUSTMENTS = ["transfer", "moq", "pack", "order_minimum", "load", "budget", "capacity", "shelf_life", "override"]


def expect_account(folder=None):
    """raw_need and the adjustments add up to quantity on every row of positions.csv, to the last digit
    written."""
    for row in table("positions", folder):
        total = sum(decimal.Decimal(row[column] or "0") for column in ["raw_need", *ADJUSTMENTS])
        expect(f"the account of {row['sku']} at {row['location']} adds up", total == decimal.Decimal(row["quantity"]),
               f"{total} against {row['quantity']}")


def expect_rows_accounted(folder=None):
    """read = used + rejected for every input file of summary.json, and rejects.csv lists them."""
    listed = [row["file"] for row in table("rejects", folder)]
    for file in summary(folder)["inputs"].values():
        expect(f"{file['file']}: read = used + rejected", file["rows_read"] == file["rows_used"] + file["rows_rejected"], file)
        expect(f"rejects.csv lists what {file['file']} lost", listed.count(file["file"]) == file["rows_rejected"], file)


def expect_rows(name, used, rejected, folder=None):
    file = summary(folder)["inputs"][name]
    found = (file["rows_used"], file["rows_rejected"])
    expect(f"{name}: {used} rows used and {rejected} rejected", found == (used, rejected), found)


def rejected_lines(name, folder=None):
    """Lines of a file's rejected rows, ascending."""
    return [int(row["line"]) for row in table("rejects", folder) if row["file"].split(".")[0] == name]
