#!/usr/bin/env python3
"""Make the gift-shop demo from UCI Online Retail and Online Retail II.

usage: make.py SOURCE [OUT]

SOURCE is a folder with online_retail_II_2009-2010.csv[.zst] and
online_retail_2010-2011.csv[.zst]: the invoice lines of the two data sets as CSV, in their own
order, with ISO times.  OUT is where the files are written (default: this script's folder).
Needs Python 3.8 or later and the zstd command.  The same source gives the same files (the
content; the compressed bytes may differ between versions of zstd).

What is real: sales.csv, actuals.csv, and from them the item names, prices, launch dates, the
closed days up to the as-of date and the past promotions.  Everything else is made here, by rules
that are written at each function, from a random generator seeded with SEED and the row's own key,
so that one row does not depend on any other.  ../README.md tells the rules in words.
"""

import collections
import csv
import datetime
import hashlib
import io
import os
import random
import re
import statistics
import subprocess
import sys

SEED = 20111031
AS_OF = datetime.date(2011, 10, 31)  # a Monday, eight weeks before Christmas
SECOND_YEAR = "2010-12-01"  # the two files overlap from here; the second one is taken
KEEP = 400  # SKUs
DAY = datetime.timedelta(days=1)

GOODS = re.compile(r"[0-9]{5}[A-Z]*")
# Codes of five digits that are no goods after all.
SERVICES = re.compile(r"VOUCHER|CARRIAGE|POSTAGE|PACKING CHARGE|SAMPLE|MANUAL|DISCOUNT|BANK CHARGE")
NO_TEXT = {"", "nan", "unknown"}

UK = ("United Kingdom", "Channel Islands", "Unspecified")
WAREHOUSES = ("UK-MID", "UK-NORTH", "UK-SOUTH", "IE-DUBLIN", "EU-VENLO")


def draw(*key):
    """A random generator that belongs to one key."""
    return random.Random(":".join(map(str, (SEED,) + key)))


# ------------------------------------------------------------------ reading the real data


def open_source(folder, name):
    path = os.path.join(folder, name)
    if os.path.exists(path):
        return open(path, encoding="utf-8", newline="")
    pipe = subprocess.Popen(["zstd", "-dcq", path + ".zst"], stdout=subprocess.PIPE)
    return io.TextIOWrapper(pipe.stdout, encoding="utf-8", newline="")


def read_lines(folder):
    """Invoice lines of both years, oldest first, each once."""
    for name, first, last in (
        ("online_retail_II_2009-2010.csv", "", SECOND_YEAR),
        ("online_retail_2010-2011.csv", SECOND_YEAR, "9999"),
    ):
        with open_source(folder, name) as stream:
            rows = csv.reader(stream)
            next(rows)
            for invoice, code, text, quantity, time, price, customer, country in rows:
                if first <= time[:10] < last:
                    yield (invoice, code.strip().upper(), " ".join(text.split()), int(quantity),
                           time[:10], price, customer, country)


def warehouse(invoice, customer, country):
    """Ireland is served from Dublin and every other country abroad from Venlo.  A British
    customer belongs to one of three warehouses by a hash of the customer's id (shares 50, 30,
    20); where the id is missing, the invoice number is hashed."""
    if country == "EIRE":
        return "IE-DUBLIN"
    if country not in UK:
        return "EU-VENLO"
    share = int.from_bytes(hashlib.sha256((customer or invoice).encode()).digest()[:4], "big") % 100
    return "UK-MID" if share < 50 else "UK-NORTH" if share < 80 else "UK-SOUTH"


def kind_of(invoice, quantity, price, customer):
    """sale, return, or a word for what is no demand.

    A cancellation (its invoice starts with C) is a return, dated when it was booked.  A line at
    price 0 is no sale: a stock correction or write-off without a customer, a free gift with one.
    """
    if invoice.startswith("C"):
        return "return"
    if quantity < 0:
        return "adjustment"
    if float(price) == 0.0:
        return "gift" if customer else "adjustment"
    return "sale"


def channel_of(customer, country):
    """From the country, and at home from whether the line belongs to an account: lines without a
    customer id are the web shop's and market places' (its DOTCOM POSTAGE stands on such invoices)."""
    if country not in UK:
        return "export"
    return "trade" if customer else "web"


Line = collections.namedtuple("Line", "date sku location quantity channel price kind reason")


def load(folder):
    """All lines of goods; the name of each SKU; the days on which the shop sold anything."""
    lines, names, open_days = [], collections.defaultdict(collections.Counter), set()
    for invoice, sku, text, quantity, day, price, customer, country in read_lines(folder):
        if not GOODS.fullmatch(sku):
            continue
        kind = kind_of(invoice, quantity, price, customer)
        if kind == "sale":
            open_days.add(day)
            if text.lower() not in NO_TEXT:
                names[sku][text] += 1
        lines.append((Line(day, sku, warehouse(invoice, customer, country), quantity,
                           channel_of(customer, country), price, kind, ""), text))
    usual = {sku: min(c, key=lambda t: (-c[t], t)) for sku, c in names.items()}
    out = []
    for line, text in lines:
        if SERVICES.search(usual.get(line.sku, "")):
            continue
        # What is written in place of the item's name on a correction is its reason.
        if (line.kind == "adjustment" and text.lower() not in NO_TEXT and re.search("[A-Za-z]", text)
                and text not in names[line.sku]):
            line = line._replace(reason=text)
        out.append(line)
    return out, usual, open_days


def best_sellers(lines):
    """SKUs by revenue net of cancellations before the as-of date."""
    revenue = collections.Counter()
    for line in lines:
        if line.kind in ("sale", "return") and line.date < AS_OF.isoformat():
            revenue[line.sku] += round(line.quantity * float(line.price) * 1000)
    return sorted(revenue, key=lambda sku: (-revenue[sku], sku))


# ------------------------------------------------------------------ what the data set has not

CATEGORIES = (  # the first that matches; units: kg, m3
    ("christmas", r"CHRISTMAS|XMAS|ADVENT|SNOWFLAKE|SNOWMAN|SANTA|REINDEER|WREATH", 0.30, 0.0020),
    ("bags", r"\bBAGS?\b|SHOPPER|CHARLOTTE|SUITCASE|WASHBAG|PURSE", 0.15, 0.0012),
    ("lighting", r"LIGHT|LANTERN|CANDLE|LAMP|\bLED\b", 0.35, 0.0018),
    ("stationery", r"PAPER|CARD|NOTEBOOK|PENCIL|STICKER|WRAP|TISSUE|DOILEY|DOILIES|STAMP|ALBUM|PEN\b|CHALK",
     0.10, 0.0006),
    ("kitchen", r"CAKE|MUG|\bCUPS?\b|TEA|PLATE|BOWL|JAR|LUNCH|BAKING|KITCHEN|TIN\b|TINS\b|JUG|SPOON|BOTTLE|"
     r"APRON|TRAY|NAPKIN|SNACK|CUTLERY|RECIPE|JAM|FRIDGE|COFFEE|GLASS|SCALES|BREAD|CAKESTAND|POPCORN", 0.45, 0.0025),
    ("children", r"TOY|DOLL|CHILD|KIDS|GAME|SKITTLES|PLAY|GIRL|BOY|SPACEBOY|CIRCUS|DOMINOES|SKIPPING|SOFT", 0.25, 0.0022),
    ("garden", r"GARDEN|WATERING|PLANT|BIRD|FLOWER POT|PARASOL|BUCKET|WICKER|PICNIC", 0.80, 0.0080),
    ("furniture", r"CABINET|DRAWER|TABLE|CHAIR|STOOL|SHELF|CUSHION|DOORMAT|DOORSTOP|QUILT|THROW|RUG|HOOK",
     1.80, 0.0150),
    ("decoration", r"", 0.40, 0.0030),
)

# supplier: region, lead_time_days, lead_time_sd, review_days, order_days, min_order_value,
# min_order_units, load_weight, load_volume, budget, order_cost, accepts_returns, cost share of price
SUPPLIERS = {
    "ALBION-GIFTS": ("uk", 7, 1.5, "", "Mon;Thu", 150, "", "", "", "", 8, 1, (0.48, 0.62)),
    "CORNISH-CANDLE": ("uk", 5, 1, "", "Tue;Fri", 100, "", "", "", "", 6, 1, (0.45, 0.58)),
    "PENNINE-PAPER": ("uk", 7, 2, 7, "", 200, "", "", "", "", 8, 0, (0.42, 0.55)),
    "RHEIN-HAUS": ("eu", 14, 3, "", "Wed", 500, "", "", "", "", 20, 0, (0.42, 0.55)),
    "LOMBARDIA-CASA": ("eu", 16, 4, 14, "", 600, "", "", "", "", 25, 1, (0.40, 0.52)),
    "NINGBO-HOME": ("far", 45, 7, "", "Mon", 2500, "", "", 20, "", 60, 0, (0.28, 0.40)),
    "SHENZHEN-TOYS": ("far", 52, 9, 14, "", 2000, 1000, "", "", 30000, 60, 0, (0.28, 0.40)),
    "JAIPUR-TEXTILE": ("far", 60, 12, 28, "", 1500, "", 4000, "", "", 50, 0, (0.30, 0.42)),
}

CATEGORY_SUPPLIERS = {
    "christmas": ("NINGBO-HOME", "RHEIN-HAUS"),
    "bags": ("JAIPUR-TEXTILE", "SHENZHEN-TOYS", "ALBION-GIFTS"),
    "lighting": ("CORNISH-CANDLE", "NINGBO-HOME", "RHEIN-HAUS"),
    "stationery": ("PENNINE-PAPER", "PENNINE-PAPER", "SHENZHEN-TOYS"),
    "kitchen": ("LOMBARDIA-CASA", "NINGBO-HOME", "ALBION-GIFTS", "RHEIN-HAUS"),
    "children": ("SHENZHEN-TOYS", "ALBION-GIFTS"),
    "garden": ("NINGBO-HOME", "ALBION-GIFTS", "LOMBARDIA-CASA"),
    "furniture": ("JAIPUR-TEXTILE", "LOMBARDIA-CASA", "RHEIN-HAUS"),
    "decoration": ("ALBION-GIFTS", "NINGBO-HOME", "LOMBARDIA-CASA", "JAIPUR-TEXTILE"),
}


def make_suppliers():
    return [dict(supplier=name, lead_time_days=s[1], lead_time_sd=s[2], review_days=s[3],
                 order_days=s[4].replace(";", ","), min_order_value=s[5], min_order_units=s[6],
                 load_weight=s[7], load_volume=s[8], budget=s[9], order_cost=s[10],
                 accepts_returns=s[11])
            for name, s in sorted(SUPPLIERS.items())]


def pack_of(sales):
    """The largest case that at least half of the trade lines are whole multiples of."""
    trade = [line.quantity for line in sales if line.channel != "web"]
    for pack in (24, 12, 6):
        if trade and sum(q % pack == 0 for q in trade) >= 0.5 * len(trade):
            return pack
    return 1


def make_items(skus, names, sales_of):
    """Price is the median price of the last 365 days' lines (of all lines where there are none);
    unit cost a share of it that depends on the supplier; the minimum is one to three packs from
    near, four to eight from the Far East.  The shortage cost of items with service_type cost is one
    and a half times the margin.  launch_date is the first sale, where that is later than
    2010-01-15 (an item seen earlier may be older than the data)."""
    items = []
    year_ago = (AS_OF - 365 * DAY).isoformat()
    for rank, sku in enumerate(skus):
        chance = draw("item", sku)
        sales = sales_of[sku]
        recent = [float(s.price) for s in sales if s.date >= year_ago] or [float(s.price) for s in sales]
        price = statistics.median_low(recent)
        name = names[sku]
        category, _, weight, volume = next(c for c in CATEGORIES if re.search(c[1], name.upper()))
        supplier = chance.choice(CATEGORY_SUPPLIERS[category])
        region, low, high = SUPPLIERS[supplier][0], *SUPPLIERS[supplier][-1]
        pack = pack_of(sales)
        moq = pack * (chance.randint(4, 8) if region == "far" else chance.randint(1, 3))
        first = min(s.date for s in sales)
        cost = max(0.01, price * chance.uniform(low, high))
        size = chance.uniform(0.5, 2.0) * max(0.3, min(4.0, price / 3.0))
        service_level, service_type = "", ""
        if rank < 40:  # the best sellers must not be missing
            service_level, service_type = 0.98, "cycle"
        elif rank % 10 == 5:
            service_level, service_type = 0.97, "fill"
        elif rank % 20 == 10:
            service_type = "cost"
        items.append(dict(
            sku=sku, description=name, category=category, supplier=supplier,
            unit_cost="%.2f" % cost, price="%.2f" % price,
            holding_rate=0.30 if category == "furniture" else 0.25,
            shortage_cost="%.2f" % (1.5 * (price - cost)) if service_type == "cost" else "",
            pack_size=pack, moq=moq, weight="%.3f" % (weight * size), volume="%.5f" % (volume * size),
            service_level=service_level, service_type=service_type,
            launch_date=first if first > "2010-01-15" else "",
            sellable_return_share=0.85 if category != "christmas" else 0.6, fulfilment="stock"))
    # Three bulky items go straight from the supplier to the customer.
    bulky = sorted((i for i in items if i["category"] in ("furniture", "garden")),
                   key=lambda i: (-float(i["volume"]), i["sku"]))
    for item in bulky[:3]:
        item["fulfilment"] = "dropship"
    return sorted(items, key=lambda i: i["sku"])


LOCATIONS = [
    dict(location="UK-MID", type="dc", source="", region="uk", capacity=400000, storage_cost=0.0004,
         handling_cost=0.05, open_days="Mon,Tue,Wed,Thu,Fri,Sun", priority=3),
    dict(location="UK-NORTH", type="warehouse", source="", region="uk", capacity=220000,
         storage_cost=0.0004, handling_cost=0.05, open_days="Mon,Tue,Wed,Thu,Fri", priority=2),
    dict(location="UK-SOUTH", type="warehouse", source="", region="uk", capacity=150000,
         storage_cost=0.0006, handling_cost=0.06, open_days="Mon,Tue,Wed,Thu,Fri", priority=2),
    dict(location="IE-DUBLIN", type="3pl", source="", region="ireland", capacity=40000,
         storage_cost=0.0008, handling_cost=0.08, open_days="Mon,Tue,Wed,Thu,Fri", priority=1),
    dict(location="EU-VENLO", type="3pl", source="", region="europe", capacity=90000,
         storage_cost=0.0007, handling_cost=0.07, open_days="Mon,Tue,Wed,Thu,Fri", priority=1),
]

LANES = [  # from, to, carrier, days, sd, per unit, per kg, fixed, least, most, ship days
    ("UK-MID", "UK-NORTH", "roadline", 1, 0.3, 0.04, 0.02, 12, 6, "", "Mon,Wed,Fri"),
    ("UK-MID", "UK-SOUTH", "roadline", 1, 0.3, 0.04, 0.02, 12, 6, "", "Tue,Thu"),
    ("UK-NORTH", "UK-MID", "roadline", 1, 0.3, 0.04, 0.02, 12, 6, "", "Mon,Wed,Fri"),
    ("UK-NORTH", "UK-SOUTH", "roadline", 2, 0.5, 0.06, 0.03, 18, 12, "", "Wed"),
    ("UK-SOUTH", "UK-MID", "roadline", 1, 0.3, 0.04, 0.02, 12, 6, "", "Tue,Thu"),
    ("UK-SOUTH", "UK-NORTH", "roadline", 2, 0.5, 0.06, 0.03, 18, 12, "", "Wed"),
    ("UK-MID", "UK-NORTH", "nextday", 1, 0.1, 0.12, 0.05, 4, 1, 60, ""),
    ("UK-MID", "UK-SOUTH", "nextday", 1, 0.1, 0.12, 0.05, 4, 1, 60, ""),
    ("UK-MID", "IE-DUBLIN", "irishsea", 3, 1, 0.09, 0.06, 25, 12, "", "Tue,Fri"),
    ("UK-NORTH", "IE-DUBLIN", "irishsea", 3, 1, 0.09, 0.06, 25, 12, "", "Tue,Fri"),
    ("IE-DUBLIN", "UK-MID", "irishsea", 3, 1, 0.09, 0.06, 25, 12, "", "Thu"),
    ("UK-MID", "EU-VENLO", "eurotruck", 4, 1, 0.11, 0.06, 35, 24, "", "Mon,Thu"),
    ("UK-MID", "EU-VENLO", "airexpress", 1, 0.3, 0.45, 0.90, 15, 1, 200, "Mon,Tue,Wed,Thu,Fri"),
    ("UK-SOUTH", "EU-VENLO", "eurotruck", 3, 1, 0.10, 0.06, 30, 24, "", "Mon,Thu"),
    ("EU-VENLO", "UK-MID", "eurotruck", 4, 1, 0.11, 0.06, 35, 24, "", "Wed"),
    ("EU-VENLO", "UK-SOUTH", "eurotruck", 3, 1, 0.10, 0.06, 30, 24, "", "Wed"),
]
LANE_COLUMNS = ("from", "to", "carrier", "transit_days", "transit_sd", "cost_per_unit",
                "cost_per_weight", "fixed_cost", "min_units", "max_units", "ship_days")


def daily_rate(sales, days):
    """Units a day over the last `days` days, the largest day left out (one order of ten thousand is
    no rate)."""
    first = (AS_OF - days * DAY).isoformat()
    by_day = collections.Counter()
    for s in sales:
        if s.date >= first:
            by_day[s.date] += s.quantity
    return (sum(by_day.values()) - max(by_day.values(), default=0)) / (days - 1)


def make_stock(items, sales_of, outsiders):
    """Stock on the evening before the as-of date, and the purchase orders under way.

    rate  = daily_rate over 91 days at the location.
    stock = rate x cover; cover = U(0.3, 1.6) x min(lead time, 30) + U(0, 10) days.
    order = in three of four cases, what lacks to U(0.7, 1.2) x rate x (lead time + 21 days),
            in packs, not below half the minimum; in two halves if the lead time is over 30 days.
            Due a uniform number of days ahead up to the lead time; one of twelve is late: due 1 to
            25 days ago and not there.  One of fifteen is far: due after twice the lead time.
    Exceptions, in this order:
    - every ninth item in order of SKU is in the wrong place: UK-NORTH has 150 to 250 days of its
      own demand, and UK-MID has none (with an odd rank: UK-SOUTH has it, EU-VENLO has none);
    - an item that sold nothing anywhere for 120 days is dead: two warehouses hold 20 to 60 days of
      what it sold when it did sell, and nothing is on order;
    - dropshipped items have no stock and no orders;
    - two codes that are not in items.csv stand in the stock (unknown to the rest of the data).
    One row in twenty has a tenth reserved for customers, one in twenty-five a twelfth blocked.
    """
    lead = {name: s[1] for name, s in SUPPLIERS.items()}
    stock, orders = [], []
    for rank, item in enumerate(items):
        sku = item["sku"]
        if item["fulfilment"] == "dropship":
            continue
        pack, days = item["pack_size"], lead[item["supplier"]]
        last = max(s.date for s in sales_of[sku])
        dead = last < (AS_OF - 120 * DAY).isoformat()
        misplaced = rank % 9 == 4 and not dead
        rich, poor = ("UK-SOUTH", "EU-VENLO") if rank % 2 else ("UK-NORTH", "UK-MID")
        for location in WAREHOUSES:
            here = [s for s in sales_of[sku] if s.location == location]
            chance = draw("stock", sku, location)
            if dead:
                if not here or location not in draw("dead", sku).sample(WAREHOUSES, 2):
                    continue
                span = (datetime.date.fromisoformat(max(s.date for s in here))
                        - datetime.date.fromisoformat(min(s.date for s in here))).days + 30
                on_hand = round(sum(s.quantity for s in here) / span * chance.uniform(20, 60)) + 1
                stock.append(stock_row(sku, location, on_hand, chance))
                continue
            rate = daily_rate(here, 91)
            if rate <= 0.0 and not (misplaced and location == rich):
                if here and chance.random() < 0.5:
                    stock.append(stock_row(sku, location, chance.randint(0, pack), chance))
                continue
            on_hand = round(rate * (chance.uniform(0.3, 1.6) * min(days, 30) + chance.uniform(0, 10)))
            if misplaced and location == rich:
                on_hand = round(rate * chance.uniform(150, 250)) + 2 * pack
            if misplaced and location == poor:
                on_hand = 0
            stock.append(stock_row(sku, location, on_hand, chance))
            if misplaced and location in (rich, poor):
                continue
            lack = chance.uniform(0.7, 1.2) * rate * (days + 21) - on_hand
            if lack < item["moq"] / 2 or chance.random() < 0.25:
                continue
            parts = 2 if days > 30 else 1
            for part in range(parts):
                packs = max(1, round(lack / parts / pack))
                due = AS_OF + chance.randint(0, days) * DAY
                fate = chance.random()
                if fate < 1 / 12:
                    due = AS_OF - chance.randint(1, 25) * DAY
                elif fate > 14 / 15:
                    due = AS_OF + 2 * days * DAY
                orders.append(dict(sku=sku, location=location, quantity=packs * pack, due_date=due,
                                   source=item["supplier"], kind="purchase"))
    for sku, location, on_hand in ((outsiders[0], "UK-MID", 48), (outsiders[1], "IE-DUBLIN", 12)):
        stock.append(dict(sku=sku, location=location, on_hand=on_hand, reserved="", blocked="",
                          date=AS_OF - DAY))
    # A transfer on the road, and what last night's run suggested and somebody has yet to place.
    moved = [s for s in stock if s["location"] == "EU-VENLO" and s["on_hand"] > 0][7]
    orders.append(dict(sku=moved["sku"], location="EU-VENLO", quantity=24, due_date=AS_OF + 2 * DAY,
                       source="UK-MID", kind="transfer"))
    near = [i for i in items if SUPPLIERS[i["supplier"]][0] == "uk"][:3]
    for item in near:
        orders.append(dict(sku=item["sku"], location="UK-MID", quantity=item["moq"],
                           due_date=AS_OF + 7 * DAY, source=item["supplier"], kind="suggested"))
    orders.sort(key=lambda o: (o["kind"], o["source"], o["due_date"], o["sku"], o["location"], o["quantity"]))
    # One order number for each supplier, warehouse and day.
    numbers = {}
    for order in orders:
        key = (order["kind"], order["source"], order["location"], order["due_date"])
        letter = {"purchase": "PO", "transfer": "TR", "suggested": "SU"}[order["kind"]]
        order["order_id"] = numbers.setdefault(key, "%s%05d" % (letter, 10000 + len(numbers)))
    orders.sort(key=lambda o: (o["order_id"], o["sku"], o["location"], o["quantity"]))
    return sorted(stock, key=lambda s: (s["sku"], s["location"])), orders


def stock_row(sku, location, on_hand, chance):
    reserved = on_hand // 10 if chance.random() < 1 / 20 else 0
    blocked = on_hand // 12 if chance.random() < 1 / 25 else 0
    return dict(sku=sku, location=location, on_hand=on_hand, reserved=reserved or "",
                blocked=blocked or "", date=AS_OF - DAY)


def make_item_locations(items, sales_of, ranks):
    """Exceptions: a display minimum of one pack at UK-MID for the ten best sellers; a maximum for
    every fortieth item in Dublin, about 60 days of demand; five days more of lead time in Venlo for
    every twelfth item from the UK; every thirtieth item reaches Dublin from UK-MID, in three days."""
    rows = {}

    def at(sku, location):
        return rows.setdefault((sku, location), dict(
            sku=sku, location=location, policy="", source="", lead_time_days="", lead_time_sd="",
            review_days="", min_stock="", max_stock="", service_level=""))

    by_sku = {i["sku"]: i for i in items}
    for sku in ranks[:10]:
        at(sku, "UK-MID")["min_stock"] = by_sku[sku]["pack_size"]
    for sku in ranks[:4]:
        at(sku, "IE-DUBLIN")["service_level"] = 0.9
    for rank, item in enumerate(items):
        sku, pack = item["sku"], item["pack_size"]
        if rank % 40 == 7:
            rate = daily_rate([s for s in sales_of[sku] if s.location == "IE-DUBLIN"], 91)
            at(sku, "IE-DUBLIN")["max_stock"] = (int(rate * 60) // pack + 2) * pack
        if rank % 12 == 3 and SUPPLIERS[item["supplier"]][0] == "uk":
            row = at(sku, "EU-VENLO")
            row["lead_time_days"], row["lead_time_sd"] = SUPPLIERS[item["supplier"]][1] + 5, 2.5
        if rank % 30 == 11 and item["fulfilment"] == "stock":
            row = at(sku, "IE-DUBLIN")
            row["source"], row["lead_time_days"], row["lead_time_sd"], row["review_days"] = "UK-MID", 3, 1, 7
    return [rows[key] for key in sorted(rows)]


NAMED_DAYS = {  # days on which the shop is closed by the calendar, beside Saturdays
    "2010-04-02": "Good Friday", "2010-04-04": "Easter Sunday", "2010-04-05": "Easter Monday",
    "2010-05-03": "Early May bank holiday", "2010-05-31": "Spring bank holiday",
    "2010-08-30": "Summer bank holiday", "2011-04-22": "Good Friday", "2011-04-24": "Easter Sunday",
    "2011-04-25": "Easter Monday", "2011-04-29": "Royal wedding", "2011-05-02": "Early May bank holiday",
    "2011-05-30": "Spring bank holiday", "2011-08-29": "Summer bank holiday",
    "2012-01-02": "New Year bank holiday", "2012-04-06": "Good Friday", "2012-04-08": "Easter Sunday",
    "2012-04-09": "Easter Monday", "2012-05-07": "Early May bank holiday",
    "2012-06-04": "Spring bank holiday", "2012-06-05": "Diamond Jubilee",
    "2012-08-27": "Summer bank holiday",
}
OPEN_EVENTS = {
    "2010-02-14": "Valentine's Day", "2010-03-14": "Mother's Day",
    "2010-10-31": "Halloween", "2010-11-26": "Black Friday", "2011-02-14": "Valentine's Day",
    "2011-04-03": "Mother's Day", "2011-10-31": "Halloween", "2011-11-25": "Black Friday",
    "2012-02-14": "Valentine's Day", "2012-03-18": "Mother's Day",
}


def make_events(open_days):
    """Up to the as-of date the days on which the shop really sold nothing; afterwards, up to the
    end of 2012, the calendar: Saturdays, bank holidays, and the Christmas closing from 24 December to 1
    January that both years show."""
    rows = []
    day = datetime.date.fromisoformat(min(open_days))
    while day <= datetime.date(2012, 12, 31):
        text = day.isoformat()
        name = NAMED_DAYS.get(text)
        if name is None and (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 3):
            name = name or "Christmas closing"
        if name is None and day.weekday() == 5:
            name = "Saturday"
        if day < AS_OF:
            closed = text not in open_days
        else:
            closed = name is not None and (day.month, day.day) != (1, 3)
        if closed:
            rows.append(dict(date=text, event=name or "Closed", scope="", closed=1))
        if OPEN_EVENTS.get(text):
            rows.append(dict(date=text, event=OPEN_EVENTS[text], scope="", closed=0))
        day += DAY
    return sorted(rows, key=lambda r: (r["date"], r["event"]))


def make_promotions(items, sales_of):
    """Past: from the real prices.  A week's price is the highest that a trade line paid (lower ones
    are quantity discounts).  Weeks of three trade lines or more whose price is at most 85 % of the
    median of the eight such weeks before are a promotion, if no more than six come in a row and a
    dearer week follows; what lasts longer, or still lasts at the as-of date, is a new price.
    Future: two made up."""
    rows = []
    for item in items:
        weeks = collections.defaultdict(list)
        for s in sales_of[item["sku"]]:
            if s.channel == "trade":
                day = datetime.date.fromisoformat(s.date)
                weeks[day - day.weekday() * DAY].append(float(s.price))
        known = sorted((w, max(p)) for w, p in weeks.items() if len(p) >= 3)
        base, run = [], []
        for week, price in known + [(None, None)]:
            usual = statistics.median_low(base[-8:]) if len(base) >= 8 else None
            if week and usual and price <= 0.85 * usual and (not run or week - run[-1][0] == 7 * DAY):
                run.append((week, 1 - price / usual))
                continue
            if run and week and len(run) <= 6:
                rows.append(dict(sku=item["sku"], start_date=run[0][0], end_date=run[-1][0] + 6 * DAY,
                                 location="", discount="%.2f" % max(d for _, d in run), kind="price"))
            elif run:
                base = []
            run = []
            if week:
                base.append(price)
    for item in [i for i in items if i["category"] == "christmas"][:2]:
        rows.append(dict(sku=item["sku"], start_date=AS_OF + 21 * DAY, end_date=AS_OF + 27 * DAY,
                         location="", discount="0.10", kind="planned"))
    return sorted(rows, key=lambda r: (r["sku"], str(r["start_date"])))


def make_price_breaks(items):
    """Every thirtieth item: 4 % off from twice the minimum, 9 % off from six times the minimum."""
    rows = []
    for item in items[2::30]:
        for times, off in ((2, 0.04), (6, 0.09)):
            rows.append(dict(supplier=item["supplier"], sku=item["sku"], min_quantity=item["moq"] * times,
                             unit_cost="%.4f" % (float(item["unit_cost"]) * (1 - off))))
    return sorted(rows, key=lambda r: (r["supplier"], r["sku"], r["min_quantity"]))


def make_overrides(ranks):
    rows = [
        dict(sku=ranks[2], location="UK-MID", field="order", value=0, start_date="2011-10-24",
             end_date="2011-11-06", author="planner", reason="range under review, buy nothing for two weeks"),
        dict(sku=ranks[5], location="UK-SOUTH", field="target", value=600, start_date="2011-10-31",
             end_date="2011-12-16", author="planner", reason="window display before Christmas"),
        dict(sku=ranks[8], location="EU-VENLO", field="forecast", value=40, start_date="2011-06-01",
             end_date="2011-09-30", author="planner", reason="summer fair (expired: must change nothing)"),
    ]
    return sorted(rows, key=lambda r: (r["sku"], r["location"]))


# ------------------------------------------------------------------ writing


def write(folder, name, columns, rows):
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(columns)
    out.writerows([row[c] for c in columns] for row in rows)
    path = os.path.join(folder, name)
    if name.endswith(".zst"):
        subprocess.run(["zstd", "-19", "-q", "-f", "-o", path], input=text.getvalue().encode(), check=True)
    else:
        with open(path, "w", encoding="utf-8", newline="") as stream:
            stream.write(text.getvalue())
    print("%-22s %7d rows %9d bytes" % (name, len(rows), os.path.getsize(path)))


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source, out = sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else os.path.dirname(os.path.abspath(__file__))
    lines, names, open_days = load(source)
    ranking = best_sellers(lines)
    ranks, kept = ranking[:KEEP], set(ranking[:KEEP])
    # Sorted without looking at the row's place in the source, so that equal rows may swap unseen.
    lines = sorted(line for line in lines if line.sku in kept)
    sales_of = collections.defaultdict(list)
    for line in lines:
        if line.kind == "sale" and line.date < AS_OF.isoformat():
            sales_of[line.sku].append(line)
    items = make_items(ranks, names, sales_of)
    stock, orders = make_stock(items, sales_of, ranking[KEEP:KEEP + 2])

    past = [l._asdict() for l in lines if l.date < AS_OF.isoformat()]
    later = [l._asdict() for l in lines if l.date >= AS_OF.isoformat()]
    write(out, "sales.csv.zst", Line._fields, past)
    write(out, "actuals.csv.zst", Line._fields, later)
    write(out, "items.csv", list(items[0]), items)
    write(out, "suppliers.csv", list(make_suppliers()[0]), make_suppliers())
    write(out, "locations.csv", list(LOCATIONS[0]), sorted(LOCATIONS, key=lambda l: l["location"]))
    exceptions = make_item_locations(items, sales_of, ranks)
    write(out, "item_locations.csv", list(exceptions[0]), exceptions)
    write(out, "stock.csv", list(stock[0]), stock)
    write(out, "open_orders.csv", ("order_id", "sku", "location", "quantity", "due_date", "source", "kind"), orders)
    lanes = sorted((dict(zip(LANE_COLUMNS, lane)) for lane in LANES),
                   key=lambda l: (l["from"], l["to"], l["carrier"]))
    write(out, "lanes.csv", LANE_COLUMNS, lanes)
    write(out, "events.csv", ("date", "event", "scope", "closed"), make_events(open_days))
    promotions = make_promotions(items, sales_of)
    write(out, "promotions.csv", list(promotions[0]), promotions)
    breaks = make_price_breaks(items)
    write(out, "price_breaks.csv", list(breaks[0]), breaks)
    overrides = make_overrides(ranks)
    write(out, "overrides.csv", list(overrides[0]), overrides)


if __name__ == "__main__":
    main()
