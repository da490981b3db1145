#!/usr/bin/env python3
"""statsforecast's part of benchmarks/peers: one CPU, series after series.

usage: peers_statsforecast.py SERIES OUT SEASON HORIZON BUDGET QUESTION ...

SERIES: a line a series, numbers with commas between them, oldest first.  OUT gets, for each question and
series, "question,index,milliseconds,aicc,kind,forecast" (kind: d.D of an ARIMA; forecast: means with
blanks between them).  A question ends with the series that takes it over BUDGET seconds of CPU, but has
LEAST of them.  The models are called without statsforecast's frames around them, and once before the
clock runs, so that compilation is not counted: both are to their advantage.
"""
import sys
import time
import warnings

from statsforecast import models

LEAST = 3
LEVELS = [80, 95]


def questions(season):
    """By restock's name: the model, and whether it makes intervals."""
    return {"ets": (lambda: models.AutoETS(season_length=season), True),
            "arima": (lambda: models.AutoARIMA(season_length=season), True),
            "dotm": (lambda: models.DynamicOptimizedTheta(season_length=season), True),
            "ces": (lambda: models.AutoCES(season_length=season), True),
            "mstl": (lambda: models.MSTL(season_length=season), True),
            "croston": (models.CrostonOptimized, False),
            "sba": (models.CrostonSBA, False),
            "tsb": (lambda: models.TSB(alpha_d=0.1, alpha_p=0.1), False),
            "adida": (models.ADIDA, False),
            "imapa": (models.IMAPA, False)}


def answer(make, intervals, values, horizon):
    model = make()
    model.fit(values)
    mean = model.predict(h=horizon, level=LEVELS)["mean"] if intervals else model.predict(h=horizon)["mean"]
    fitted = getattr(model, "model_", {})
    fitted = fitted if isinstance(fitted, dict) else {}
    kind = ".".join(str(int(part)) for part in fitted["arma"][5:7]) if "arma" in fitted else ""
    return mean, fitted.get("aicc", "") if not callable(fitted.get("aicc", "")) else "", kind


def main():
    warnings.simplefilter("ignore")
    series_path, out_path, season, horizon, budget = sys.argv[1:6]
    season, horizon, budget = int(season), int(horizon), float(budget)
    import numpy  # statsforecast brings it
    with open(series_path, encoding="utf-8") as file:
        series = [numpy.array([float(value) for value in line.split(",")]) for line in file]
    known = questions(season)
    with open(out_path, "w", encoding="utf-8") as out:
        for name in sys.argv[6:]:
            if name not in known:
                continue
            make, intervals = known[name]
            for values in series[:2]:  # compiles what is compiled when first called
                try:
                    answer(make, intervals, values[-max(3 * season + 8, 40):], horizon)
                except Exception:  # whatever it is comes again below, and is told there
                    pass
            spent = 0.0
            for index, values in enumerate(series):
                start = time.process_time()
                try:
                    mean, aicc, kind = answer(make, intervals, values, horizon)
                except Exception as error:
                    print(f"statsforecast {name}: {error!r:.150}", file=sys.stderr)
                    mean, aicc, kind = [], "", ""
                took = time.process_time() - start
                spent += took
                forecast = " ".join(f"{float(value):.10g}" for value in mean)
                print(f"{name},{index},{1e3 * took:.5f},{aicc},{kind},{forecast}", file=out, flush=True)
                if spent > budget and index + 1 >= LEAST:
                    break


main()
