# Answers of R's naive, snaive, meanf and croston, and of the published recursions of Croston, SBA and
# TSB written out here, on real series.  Run in the project's top folder:
#   Rscript tests/oracle/simple_r.R pasta gift
# Reads tests/oracle/series_SET.csv and writes tests/oracle/simple_SET.csv (README.md there says what the
# columns are).

suppressMessages(library(forecast))

number <- function(x) ifelse(is.na(x), "", sprintf("%.15g", x))
horizon <- 14
alpha <- 0.1
beta <- 0.1

# The standard deviation that stands behind R's 95 % interval.
sd_of <- function(f, quantile) (as.numeric(f$upper) - as.numeric(f$lower)) / (2 * quantile)

# Croston (1972): size z and interval x are smoothed at each demand; the forecast is z / x.
# Syntetos and Boylan (2005): the same times 1 - alpha / 2, alpha being that of the interval.
croston_rate <- function(y, z, x, from) {
  gap <- 0
  for (t in seq_along(y)) {
    gap <- gap + 1
    if (y[t] > 0) {
      if (t >= from) {
        z <- z + alpha * (y[t] - z)
        x <- x + alpha * (gap - x)
      }
      gap <- 0
    }
  }
  z / x
}

# Teunter, Syntetos and Babai (2011): the chance of a demand p is smoothed in every period (with
# beta), the size z at each demand (with alpha); the forecast is p z.
tsb_rate <- function(y, z, p, from) {
  for (t in seq_along(y)) {
    if (t < from) next
    if (y[t] > 0) {
      p <- p + beta * (1 - p)
      z <- z + alpha * (y[t] - z)
    } else {
      p <- p + beta * (0 - p)
    }
  }
  p * z
}

for (set in commandArgs(trailingOnly = TRUE)) {
  data <- read.csv(sprintf("tests/oracle/series_%s.csv", set), comment.char = "#", stringsAsFactors = FALSE)
  out <- file(sprintf("tests/oracle/simple_%s.csv", set), "w")
  writeLines(c(sprintf("# R %s.%s, forecast %s; script tests/oracle/simple_r.R; command: Rscript tests/oracle/simple_r.R %s",
                       R.version$major, R.version$minor, packageVersion("forecast"), set),
               "id,m,method,alpha,beta,h,mean,sd"), out)
  put <- function(id, m, method, a, b, h, mean, sd)
    writeLines(paste(id, m, method, a, b, h, number(mean), number(sd), sep = ","), out)

  for (id in unique(data$id)) {
    mine <- data[data$id == id, ]
    m <- mine$m[1]
    y <- mine$value[order(mine$t)]
    n <- length(y)
    series <- ts(y, frequency = m)
    f <- naive(series, h = horizon, level = 95)
    put(id, m, "naive", "", "", 1:horizon, as.numeric(f$mean), sd_of(f, qnorm(0.975)))
    if (n > m) {
      f <- snaive(series, h = horizon, level = 95)
      put(id, m, "snaive", "", "", 1:horizon, as.numeric(f$mean), sd_of(f, qnorm(0.975)))
    }
    f <- meanf(series, h = horizon, level = 95)
    put(id, m, "meanf", "", "", 1:horizon, as.numeric(f$mean), sd_of(f, qt(0.975, n - 1)))
    if (m == 12) next
    first <- which(y > 0)[1]
    size <- mean(y[y > 0])
    share <- mean(y > 0)
    theirs <- as.numeric(croston(series, h = 1, alpha = alpha)$mean)
    ours <- croston_rate(y, y[first], first, first + 1)
    stopifnot(abs(theirs - ours) < 1e-12 * max(1, theirs))
    put(id, m, "r_croston", alpha, "", 1, theirs, NA)
    put(id, m, "croston", alpha, "", 1, ours, NA)
    put(id, m, "sba", alpha, "", 1, (1 - alpha / 2) * ours, NA)
    put(id, m, "tsb", alpha, beta, 1, tsb_rate(y, y[first], 1 / first, first + 1), NA)
    averaged <- croston_rate(y, size, 1 / share, 1)
    put(id, m, "croston_mean", alpha, "", 1, averaged, NA)
    put(id, m, "sba_mean", alpha, "", 1, (1 - alpha / 2) * averaged, NA)
    put(id, m, "tsb_mean", alpha, beta, 1, tsb_rate(y, size, share, 1), NA)
  }
  close(out)
}
