# Answers of R's stats::arima (orders given) and forecast::auto.arima (orders chosen) on real series.
# Run in the project's top folder:
#   Rscript tests/oracle/arima_r.R pasta gift
# Reads tests/oracle/series_SET.csv and writes tests/oracle/arima_SET.csv (README.md there says what
# the columns are).  Needs the Debian package r-cran-forecast.  Takes a few minutes, nearly all of it
# auto.arima on pasta.

suppressMessages(library(forecast))

number <- function(x) ifelse(is.na(x), "", sprintf("%.12g", x))
horizon <- 12

# ---- what is asked -----------------------------------------------------------------------------

# Two regressors of period t, past or future.
regressors <- function(t) cbind(ninth = as.numeric(t %% 9 == 0), wave = sin(t / 5))

# Gaps: single ones, a run, and the last period.
with_gaps <- function(y) {
  t <- seq_along(y)
  y[t %% 17 == 5 | (t >= 30 & t <= 33) | t == length(y)] <- NA
  y
}

# p, d, q, P, D, Q, constant
monthly <- list(c(0, 1, 1, 0, 1, 1, 0), c(1, 0, 0, 0, 1, 1, 1), c(1, 0, 1, 1, 0, 0, 1),
                c(0, 1, 1, 0, 0, 0, 1), c(2, 0, 0, 0, 0, 0, 1), c(0, 2, 2, 0, 0, 0, 0))
daily <- list(c(1, 0, 1, 0, 1, 1, 0), c(1, 0, 0, 1, 0, 1, 1), c(2, 0, 1, 0, 0, 0, 1),
              c(0, 1, 2, 2, 0, 0, 0))
weekly <- list(c(1, 0, 1, 0, 0, 0, 1), c(0, 1, 1, 0, 0, 0, 0), c(2, 0, 0, 0, 0, 0, 1),
               c(1, 1, 1, 0, 0, 0, 1), c(0, 2, 2, 0, 0, 0, 0))

# Where no two differences lie a season apart, a seasonal term and sigma2 cannot be told from each
# other: such orders are not asked.
orders_of <- function(m, n) {
  orders <- switch(as.character(m), "12" = monthly, "7" = daily, "1" = weekly)
  Filter(function(order) order[4] + order[6] == 0 || n - order[2] - order[5] * m > m, orders)
}

# ---- a fit and its forecast ----------------------------------------------------------------------

# The covariance of forecast errors comes from the state-space form: with P[h] the covariance of the
# state h periods on, Cov(y[i], y[j]) = Z T^(j-i) P[i] Z'.
covariance <- function(model) {
  Z <- model$Z; T <- model$T
  P <- model$P
  cov <- matrix(0, horizon, horizon)
  for (i in 1:horizon) {
    P <- T %*% P %*% t(T) + model$V
    reach <- P %*% Z
    for (j in i:horizon) {
      cov[i, j] <- cov[j, i] <- sum(Z * reach)
      reach <- T %*% reach
    }
  }
  cov
}

fit_given <- function(id, case, y, m, order, x = NULL, xnew = NULL) {
  n <- length(y)
  constant <- order[7] == 1
  differences <- order[2] + order[5]
  if (constant && differences == 1) {
    x <- cbind(drift = 1:n, x)
    xnew <- cbind(drift = n + 1:horizon, xnew)
  }
  fit <- try(suppressWarnings(arima(y, order = order[1:3],
                                    seasonal = list(order = order[4:6], period = m), xreg = x,
                                    include.mean = constant, method = "ML",
                                    optim.control = list(reltol = 1e-14, maxit = 2000))),
             silent = TRUE)
  if (inherits(fit, "try-error")) return(NULL)
  k <- length(fit$coef) + 1
  used <- fit$nobs
  aic <- -2 * fit$loglik + 2 * k
  sigma2 <- fit$sigma2 * used / (used - k + 1)
  mean <- as.numeric(predict(fit, n.ahead = horizon, newxreg = xnew, se.fit = FALSE))
  cov <- sigma2 * covariance(fit$model)
  sums <- sapply(1:horizon, function(h) sum(cov[1:h, 1:h]))
  paste(c(id, case, order, used, number(c(fit$loglik, aic, aic + 2 * k * (k + 1) / (used - k - 1),
                                          aic + k * (log(used) - 2), sigma2, mean, diag(cov), sums))),
        collapse = ",")
}

fit_free <- function(id, y) {
  fit <- suppressWarnings(auto.arima(y))
  a <- fit$arma
  constant <- as.integer(any(c("intercept", "drift") %in% names(fit$coef)))
  blank <- rep("", 1 + 3 * horizon)
  paste(c(id, "free", a[c(1, 6, 2, 3, 7, 4)], constant, fit$nobs,
          number(c(fit$loglik, fit$aic, fit$aicc, fit$bic)), blank), collapse = ",")
}

# ---- all of them -----------------------------------------------------------------------------------

for (set in commandArgs(trailingOnly = TRUE)) {
  table <- read.csv(sprintf("tests/oracle/series_%s.csv", set), comment.char = "#", stringsAsFactors = FALSE)
  lines <- c()
  for (id in unique(table$id)) {
    rows <- table[table$id == id, ]
    m <- rows$m[1]
    y <- ts(rows$value, frequency = m)
    n <- length(y)
    orders <- orders_of(m, n)
    for (order in orders) {
      lines <- c(lines, fit_given(id, "given", y, m, order))
      lines <- c(lines, fit_given(id, "gaps", with_gaps(y), m, order))
    }
    for (order in orders[1:2]) {
      lines <- c(lines, fit_given(id, "regressors", y, m, order, regressors(1:n),
                                  regressors(n + 1:horizon)))
    }
    lines <- c(lines, fit_free(id, y))
  }

  out <- file(sprintf("tests/oracle/arima_%s.csv", set), "w")
  writeLines(c(sprintf("# R %s.%s, forecast %s; script tests/oracle/arima_r.R; command: Rscript tests/oracle/arima_r.R %s",
                       R.version$major, R.version$minor, packageVersion("forecast"), set),
               paste(c("id,case,p,d,q,P,D,Q,constant,n,loglik,aic,aicc,bic,sigma2", paste0("f", 1:horizon),
                       paste0("v", 1:horizon), paste0("w", 1:horizon)), collapse = ","), lines), out)
  close(out)
}
