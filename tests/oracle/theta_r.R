# Answers of R's forecast::thetaf on real series.  Run in the project's top folder:
#   Rscript tests/oracle/theta_r.R pasta gift
# Reads tests/oracle/series_SET.csv and writes tests/oracle/theta_SET.csv (README.md there says what
# the columns are).

suppressMessages(library(forecast))

number <- function(x) ifelse(is.na(x), "", sprintf("%.15g", x))
horizon <- 14

# Whether thetaf finds a season, and the data without it; the first lines of thetaf once more.
without_season <- function(y) {
  m <- frequency(y)
  if (m == 1 || length(y) <= 2 * m) return(list(found = 0, x = y))
  r <- as.numeric(acf(y, lag.max = m, plot = FALSE)$acf)[-1]
  found <- abs(r[m]) / sqrt((1 + 2 * sum(r[-m]^2)) / length(y)) > qnorm(0.95)
  parts <- if (found) decompose(y, type = "multiplicative")
  if (found && all(abs(parts$seasonal) >= 1e-4)) list(found = 1, x = seasadj(parts)) else list(found = 0, x = y)
}

for (set in commandArgs(trailingOnly = TRUE)) {
  data <- read.csv(sprintf("tests/oracle/series_%s.csv", set), comment.char = "#", stringsAsFactors = FALSE)
  out <- file(sprintf("tests/oracle/theta_%s.csv", set), "w")
  writeLines(c(sprintf("# R %s.%s, forecast %s; script tests/oracle/theta_r.R; command: Rscript tests/oracle/theta_r.R %s",
                       R.version$major, R.version$minor, packageVersion("forecast"), set),
               paste(c("id,m,seasonal,alpha,drift,mse", paste0("f", 1:horizon)), collapse = ",")), out)
  for (id in unique(data$id)) {
    mine <- data[data$id == id, ]
    y <- ts(mine$value[order(mine$t)], frequency = mine$m[1])
    theta <- suppressWarnings(thetaf(y, h = horizon))
    plain <- without_season(y)
    smoothed <- ses(plain$x, h = horizon)
    stopifnot(abs(smoothed$model$par["alpha"] - theta$model$alpha) < 1e-12)
    writeLines(paste(c(id, mine$m[1], plain$found, number(theta$model$alpha), number(theta$model$drift),
                       number(mean(residuals(smoothed)^2)), number(as.numeric(theta$mean))), collapse = ","), out)
  }
  close(out)
}
