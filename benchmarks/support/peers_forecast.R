# R forecast's part of benchmarks/peers: one CPU, series after series.
#
# usage: Rscript peers_forecast.R SERIES OUT SEASON HORIZON BUDGET QUESTION ...
#
# Files as in peers_statsforecast.py, which says what they hold.  R's clock of CPU time counts whole milliseconds:
# a fast series' time is not exact, the sum of many is.
suppressPackageStartupMessages(library(forecast))

least <- 3
levels <- c(80, 95)
asked <- commandArgs(trailingOnly = TRUE)
season <- as.integer(asked[3])
horizon <- as.integer(asked[4])
budget <- as.numeric(asked[5])

fitted_by <- function(model, kind = "") list(forecast(model, h = horizon, level = levels)$mean, model$aicc, kind)
known <- list(
  ets = function(y) fitted_by(ets(y)),
  arima = function(y) {
    model <- auto.arima(y)
    fitted_by(model, paste(model$arma[6:7], collapse = "."))
  },
  theta = function(y) list(thetaf(y, h = horizon, level = levels)$mean, NULL, ""),
  mstl = function(y) list(stlf(y, h = horizon, level = levels)$mean, NULL, "")
)
cpu <- function() sum(proc.time()[1:2])

series <- lapply(strsplit(readLines(asked[1]), ",", fixed = TRUE), function(line) ts(as.numeric(line), frequency = season))
out <- file(asked[2], "w")
for (name in intersect(asked[-(1:5)], names(known))) {
  start <- cpu()
  for (i in seq_len(10)) { # R compiles what is called again
    short <- ts(head(series[[1]], max(3 * season + 8, 40)), frequency = season)
    try(suppressWarnings(known[[name]](short)), silent = TRUE)
    if (cpu() - start > 1) break
  }
  spent <- 0
  for (index in seq_along(series)) {
    start <- cpu()
    answer <- try(suppressWarnings(known[[name]](series[[index]])), silent = TRUE)
    took <- cpu() - start
    spent <- spent + took
    if (inherits(answer, "try-error")) {
      message("forecast ", name, ": ", trimws(answer))
      answer <- list(numeric(0), NULL, "")
    }
    aicc <- if (is.null(answer[[2]])) "" else format(answer[[2]], digits = 12)
    cat(sprintf("%s,%d,%.5f,%s,%s,%s\n", name, index - 1, 1e3 * took, aicc, answer[[3]],
                paste(format(as.numeric(answer[[1]]), digits = 10, trim = TRUE), collapse = " ")), file = out)
    flush(out)
    if (spent > budget && index >= least) break
  }
}
close(out)
