# ADIDA and IMAPA written out plainly, on the daily and weekly series of tests/oracle/series_SET.csv: as
# they are, and made intermittent by keeping only what exceeds a threshold (their upper quartile and
# their ninth decile).  The smoothing parameter is found by brute force.  Run in the project's top
# folder:
#   Rscript tests/oracle/adida_r.R pasta gift
# Reads tests/oracle/series_SET.csv and writes tests/oracle/adida_SET.csv (README.md there says what the
# columns are).

number <- function(x) sprintf("%.15g", x)

# Simple exponential smoothing from the first value on: the sum of squares and the next forecast.
smooth <- function(x, alpha) {
  level <- x[1]
  squares <- 0
  for (t in seq_along(x)[-1]) {
    level <- alpha * x[t - 1] + (1 - alpha) * level
    squares <- squares + (x[t] - level)^2
  }
  n <- length(x)
  list(squares = squares, forecast = alpha * x[n] + (1 - alpha) * level)
}

# The first minimum of the sum of squares from 0.1 on, within [0.1, 0.3].
best <- function(x) {
  grid <- seq(0.1, 0.3, length.out = 201)
  squares <- sapply(grid, function(a) smooth(x, a)$squares)
  falls <- diff(squares) < 0
  at <- if (all(falls)) length(grid) else which(!falls)[1]
  near <- grid[c(max(at - 1, 1), min(at + 1, length(grid)))]
  optimize(function(a) smooth(x, a)$squares, near, tol = 1e-10)$minimum
}

rate <- function(y, length) {
  y <- y[seq(length(y) %% length + 1, length(y))]
  sums <- colSums(matrix(y, nrow = length))
  smooth(sums, best(sums))$forecast / length
}

for (set in commandArgs(trailingOnly = TRUE)) {
  data <- read.csv(sprintf("tests/oracle/series_%s.csv", set), comment.char = "#", stringsAsFactors = FALSE)
  out <- file(sprintf("tests/oracle/adida_%s.csv", set), "w")
  writeLines(c(sprintf("# R %s.%s; script tests/oracle/adida_r.R; command: Rscript tests/oracle/adida_r.R %s",
                       R.version$major, R.version$minor, set),
               "id,threshold,bucket,adida,imapa"), out)
  for (id in unique(data$id[data$m != 12])) {
    mine <- data[data$id == id, ]
    whole <- mine$value[order(mine$t)]
    for (threshold in c(0, quantile(whole, 0.75), quantile(whole, 0.9))) {
      y <- pmax(whole - threshold, 0)
      bucket <- round(max(which(y > 0)) / sum(y > 0))
      rates <- sapply(seq_len(bucket), function(length) rate(y, length))
      writeLines(paste(id, number(threshold), bucket, number(rates[bucket]), number(mean(rates)),
                       sep = ","), out)
    }
  }
  close(out)
}
