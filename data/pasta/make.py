#!/usr/bin/env python3
"""Make the pasta demo from "Hierarchical sales data of an Italian grocery store".

usage: make.py SOURCE [OUT]

SOURCE is a folder with pasta.csv or pasta.csv.zst: the columns week (it holds the day), brand,
product, value (units sold) and promotion (0/1), one row per SKU and open day.  OUT is where the
files are written (default: this script's folder).  Needs Python 3.8 or later and the zstd command.

Nothing is made up here.  A SKU is brand_product (B1_1), the one location is STORE.  Rows of zero
units are left out, because a missing day after the first sale is a zero; days on which no SKU has a
row are closed days and stand in events.csv.  Days in a row with the flag set (closed days between
them do not interrupt it) are one promotion.
"""

import csv
import datetime
import io
import os
import subprocess
import sys

DAY = datetime.timedelta(days=1)


def read_rows(folder):
    path = os.path.join(folder, "pasta.csv")
    if os.path.exists(path):
        with open(path, encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    text = subprocess.run(["zstd", "-dcq", path + ".zst"], stdout=subprocess.PIPE, check=True).stdout
    return list(csv.DictReader(io.StringIO(text.decode("utf-8"))))


def write(folder, name, columns, rows):
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(columns)
    out.writerows(rows)
    path = os.path.join(folder, name)
    if name.endswith(".zst"):
        subprocess.run(["zstd", "-19", "-q", "-f", "-o", path], input=text.getvalue().encode(), check=True)
    else:
        with open(path, "w", encoding="utf-8", newline="") as stream:
            stream.write(text.getvalue())
    print("%-22s %7d rows %9d bytes" % (name, len(rows), os.path.getsize(path)))


def promotion_ranges(flags, days):
    """Runs of days with the flag set; `days` are the open days in order."""
    run = []
    for day in days + [None]:
        if day is not None and flags.get(day) == "1":
            run.append(day)
        elif run:
            yield run[0], run[-1]
            run = []


def holiday_name(day):
    fixed = {(1, 1): "New Year's Day", (4, 25): "Liberation Day", (5, 1): "Labour Day",
             (6, 2): "Republic Day", (8, 15): "Ferragosto", (11, 1): "All Saints' Day",
             (12, 8): "Immaculate Conception", (12, 25): "Christmas", (12, 26): "St Stephen's Day"}
    name = fixed.get((day.month, day.day))
    if name is None:
        name = "Easter Sunday" if day.weekday() == 6 and day.month in (3, 4) else "Closed"
    return name


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source, out = sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else os.path.dirname(os.path.abspath(__file__))
    rows = read_rows(source)
    days = sorted({row["week"] for row in rows})
    flags, sales = {}, []
    for row in rows:
        sku = row["brand"] + "_" + row["product"]
        flags.setdefault(sku, {})[row["week"]] = row["promotion"]
        if int(row["value"]) != 0:
            sales.append((row["week"], sku, "STORE", int(row["value"])))
    write(out, "sales.csv.zst", ("date", "sku", "location", "quantity"), sorted(sales))

    promotions = [(sku, first, last, "STORE") for sku in sorted(flags)
                  for first, last in promotion_ranges(flags[sku], days)]
    write(out, "promotions.csv", ("sku", "start_date", "end_date", "location"), promotions)

    closed, day = [], datetime.date.fromisoformat(days[0])
    known = set(days)
    while day.isoformat() <= days[-1]:
        if day.isoformat() not in known:
            closed.append((day.isoformat(), holiday_name(day), "", 1))
        day += DAY
    # The 28 days that are forecast hold New Year's Day, on which the store was closed every year.
    closed.append(("2019-01-01", holiday_name(datetime.date(2019, 1, 1)), "", 1))
    write(out, "events.csv", ("date", "event", "scope", "closed"), closed)
    write(out, "items.csv", ("sku", "category"), [(sku, sku.split("_")[0]) for sku in sorted(flags)])


if __name__ == "__main__":
    main()
