# How good naive and seasonal naive forecasts of real series are from three origins, by R's forecast
# and by the formulas of the measures written out here.  Run in the project's top folder:
#   Rscript tests/oracle/backtest_r.R
# Reads tests/oracle/series_pasta.csv and writes tests/oracle/backtest_pasta.csv (README.md there says
# what the columns are).

suppressMessages(library(forecast))

number <- function(x) ifelse(is.na(x), "", sprintf("%.15g", x))
quantiles <- c(0.05, 0.25, 0.5, 0.75, 0.95)
origins <- 3

# The chance of at most x units when a unit has what lies half a unit about it and nothing is below
# zero; and the least number of units whose chance reaches p, by counting.
at_most <- function(x, mean, sd) ifelse(x < 0, 0, pnorm(x + 0.5, mean, sd))
units_at <- function(p, mean, sd) {
  x <- 0
  while (at_most(x, mean, sd) < p) x <- x + 1
  x
}

# The part of a unit's chance that lies in the middle `share` of all.
inside <- function(y, mean, sd, share) {
  low <- at_most(y - 1, mean, sd)
  high <- at_most(y, mean, sd)
  from <- (1 - share) / 2
  if (high == low) return(0) # so far out that no chance is left
  max(min(high, 1 - from) - max(low, from), 0) / (high - low)
}

# One forecast: a row of measures and sums.
measure <- function(history, actual, f, m) {
  mean <- as.numeric(f$mean)
  sd <- (as.numeric(f$upper[, 1]) - as.numeric(f$lower[, 1])) / (2 * qnorm(0.975))
  e <- actual - mean
  y <- as.numeric(history)
  loss <- sapply(seq_along(e), function(h) mean(sapply(quantiles, function(p) {
    q <- units_at(p, mean[h], sd[h])
    if (actual[h] >= q) p * (actual[h] - q) else (1 - p) * (q - actual[h])
  })))
  covered <- function(share) sum(mapply(inside, actual, mean, sd, share))
  data.frame(mase = accuracy(f, actual, d = 0, D = 1)["Test set", "MASE"],
             rmsse = sqrt(mean(e^2) / mean(diff(y)^2)),
             spl = mean(loss) / mean(abs(diff(y))),
             absolute = sum(abs(e)), over = sum(-e), actual = sum(actual), pinball = sum(loss),
             in50 = covered(0.5), in80 = covered(0.8), in95 = covered(0.95), periods = length(e))
}

data <- read.csv("tests/oracle/series_pasta.csv", comment.char = "#", stringsAsFactors = FALSE)
out <- file("tests/oracle/backtest_pasta.csv", "w")
writeLines(c(sprintf("# R %s.%s, forecast %s; script tests/oracle/backtest_r.R; command: Rscript tests/oracle/backtest_r.R",
                     R.version$major, R.version$minor, packageVersion("forecast")),
             "id,m,horizon,method,mase,rmsse,spl,wape,bias,pinball,in50,in80,in95,tracking_signal"), out)
for (id in unique(data$id)) {
  mine <- data[data$id == id, ]
  m <- mine$m[1]
  horizon <- if (m == 7) 14 else 6
  y <- mine$value[which(mine$value > 0)[1]:nrow(mine)]   # from the first sale on
  for (method in c("naive", "seasonal_naive")) {
    rows <- do.call(rbind, lapply(seq_len(origins), function(k) {
      end <- length(y) - k * horizon
      history <- ts(y[1:end], frequency = m)
      f <- if (method == "naive") naive(history, h = horizon, level = 95) else snaive(history, h = horizon, level = 95)
      measure(history, y[end + seq_len(horizon)], f, m)
    }))
    s <- colSums(rows)
    value <- c(mean(rows$mase), mean(rows$rmsse), mean(rows$spl), s["absolute"] / s["actual"], s["over"] / s["actual"],
               s["pinball"] / s["periods"], s["in50"] / s["periods"], s["in80"] / s["periods"], s["in95"] / s["periods"],
               s["over"] / (s["absolute"] / s["periods"]))
    writeLines(paste(c(id, m, horizon, method, number(value)), collapse = ","), out)
  }
}

# Totals of the daily series from the last of the origins: each unit is worth 1, and a series weighs
# what it sold in the last 28 days.
daily <- split(data$value[data$m == 7], data$id[data$m == 7])
end <- 200 - 14
total <- Reduce(`+`, daily)
error <- function(y, mean) {
  y <- y[which(y > 0)[1]:length(y)]
  n <- length(y) - 14
  sqrt(mean((y[n + 1:14] - mean)^2) / mean(diff(y[1:n])^2))
}
last <- function(y) rep(y[end], 14)
season <- function(y) rep(y[end - 6:0], 2)
for (method in c("naive", "seasonal_naive")) {
  says <- if (method == "naive") last else season
  weight <- sapply(daily, function(y) sum(y[end - 27:0]))
  each <- sum(weight / sum(weight) * sapply(daily, function(y) error(y, says(y))))
  writeLines(paste(c("all_total", 7, 14, method, "", number(error(total, Reduce(`+`, lapply(daily, says)))), rep("", 8)), collapse = ","), out)
  writeLines(paste(c("all_sku", 7, 14, method, "", number(each), rep("", 8)), collapse = ","), out)
}
close(out)
