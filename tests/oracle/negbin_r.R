# The dynamic count models of Snyder, Ord and Beaumont (2012) written out plainly with R's own
# distributions, on the daily and weekly series of tests/oracle/series_SET.csv; fitted by
# optim from several starts.  Run in the project's top folder:
#   Rscript tests/oracle/negbin_r.R pasta gift
# Reads tests/oracle/series_SET.csv and writes tests/oracle/negbin_SET.csv (README.md there says what the
# columns are).

number <- function(x) sprintf("%.15g", x)

means <- function(y, level, mu, alpha, phi) {
  m <- numeric(length(y))
  m[1] <- mu
  for (t in seq_along(y)[-1])
    m[t] <- switch(level,
                   static = mu,
                   undamped = (1 - alpha) * m[t - 1] + alpha * y[t - 1],
                   damped = (1 - phi - alpha) * mu + phi * m[t - 1] + alpha * y[t - 1])
  m
}

# fano is the variance over the mean of a period, given its mean; 1 is Poisson.
loglik <- function(y, m, fano)
  if (fano <= 1) sum(dpois(y, m, log = TRUE)) else sum(dnbinom(y, size = m / (fano - 1), mu = m, log = TRUE))

unit <- function(z) 1e-4 + (0.9999 - 1e-4) * plogis(z)

# The parameters from free numbers z: log mu, log(fano - 1), then those of the level's movement.
natural <- function(z, level, poisson) {
  p <- list(mu = exp(z[1]), fano = if (poisson) 1 else 1 + exp(min(z[2], 18)), alpha = 0, phi = 0)
  z <- z[-(1:2)]
  if (level == "undamped") { p$alpha <- unit(z[1]); p$phi <- 1 - p$alpha }
  if (level == "damped") { p$phi <- 0.9995 * plogis(z[2]); p$alpha <- (1 - p$phi) * unit(z[1]) }
  p
}

fit <- function(y, level, poisson) {
  cost <- function(z) {
    p <- natural(z, level, poisson)
    value <- -loglik(y, means(y, level, p$mu, p$alpha, p$phi), p$fano)
    if (is.finite(value)) value else 1e10
  }
  starts <- switch(level, static = list(NULL), undamped = list(-4, -2, 0),
                   damped = list(c(-2, 0), c(0, 2), c(1, 3), c(0, 5)))
  best <- NULL
  for (s in starts) {
    z <- c(log(mean(y)), 0, s)
    for (i in 1:4) z <- optim(z, cost, control = list(maxit = 2000, reltol = 1e-14))$par
    if (is.null(best) || cost(z) < cost(best)) best <- z
  }
  natural(best, level, poisson)
}

for (set in commandArgs(trailingOnly = TRUE)) {
  data <- read.csv(sprintf("tests/oracle/series_%s.csv", set), comment.char = "#", stringsAsFactors = FALSE)
  out <- file(sprintf("tests/oracle/negbin_%s.csv", set), "w")
  writeLines(c(sprintf("# R %s.%s; script tests/oracle/negbin_r.R; command: Rscript tests/oracle/negbin_r.R %s",
                       R.version$major, R.version$minor, set),
               "id,level,poisson,mu,alpha,phi,fano,loglik"), out)
  for (id in unique(data$id[data$m != 12])) {
    mine <- data[data$id == id, ]
    y <- mine$value[order(mine$t)]
    for (level in c("static", "undamped", "damped")) for (poisson in c(FALSE, TRUE)) {
      p <- fit(y, level, poisson)
      value <- loglik(y, means(y, level, p$mu, p$alpha, p$phi), p$fano)
      writeLines(paste(id, level, as.integer(poisson), number(p$mu), number(p$alpha), number(p$phi),
                       number(p$fano), number(value), sep = ","), out)
    }
  }
  close(out)
}
