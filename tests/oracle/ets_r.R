# Answers of R's forecast::ets on real series: all the forms that restock fits, and R's own choice.
# Run in the project's top folder:  Rscript tests/oracle/ets_r.R pasta gift
# Reads tests/oracle/series_SET.csv and writes tests/oracle/ets_SET.csv (README.md there says what the
# columns are).  Needs the Debian package r-cran-forecast.  Takes half a minute.

suppressMessages(library(forecast))

number <- function(x) ifelse(is.na(x), "", sprintf("%.15g", x))
provenance <- function(set) {
  sprintf("# R %s.%s, forecast %s; script tests/oracle/ets_r.R; command: Rscript tests/oracle/ets_r.R %s",
          R.version$major, R.version$minor, packageVersion("forecast"), set)
}

# ---- an independent check of the conventions --------------------------------------------------

# Log-likelihood by the recursions as the README writes them, from the parameters and first states.
check <- function(y, form, par, l, b, s) {
  m <- length(s)
  phi <- if (is.na(par["phi"])) 1 else par["phi"]
  e2 <- 0
  logf <- 0
  for (t in seq_along(y)) {
    q <- l + phi * b
    f <- switch(form$season, N = q, A = q + s[m], M = q * s[m])
    e <- if (form$error == "A") y[t] - f else (y[t] - f) / f
    e2 <- e2 + e^2
    if (form$error == "M") logf <- logf + log(abs(f))
    p <- switch(form$season, N = y[t], A = y[t] - s[m], M = y[t] / s[m])
    lnew <- q + par["alpha"] * (p - q)
    if (form$trend != "N") b <- phi * b + par["beta"] / par["alpha"] * ((lnew - l) - phi * b)
    if (form$season != "N") {
      d <- if (form$season == "A") y[t] - q else y[t] / q
      s <- c(s[m] + par["gamma"] * (d - s[m]), s[-m])
    }
    l <- lnew
  }
  unname(-0.5 * (length(y) * log(e2) + 2 * logf))
}

# The recursion run on without errors.
ahead <- function(state, form, phi, m) {
  phi <- if (is.na(phi)) 1 else phi
  s <- state[grepl("^s[0-9]+$", names(state))]
  sapply(1:horizon, function(h) {
    q <- state["l"] + if (form$trend == "N") 0 else state["b"] * sum(phi^(1:h))
    now <- if (form$season == "N") 0 else s[m - (h - 1) %% m]
    unname(if (form$season == "M") q * now else q + now)
  })
}

# Mean and variance of each period, and the variance of the running sum ("so_far": of the first h
# periods together), by the published formulas (Hyndman, Koehler, Ord and Snyder 2008, chapter 6).  R's own are compared with them below; forecast 8.20 is wrong in two places, see README.md.
predictive <- function(state, form, par, sigma2, m) {
  get <- function(name) if (is.na(par[name])) 0 else unname(par[name])
  alpha <- get("alpha"); beta <- get("beta"); gamma <- get("gamma")
  phi <- if (is.na(par["phi"])) 1 else get("phi")
  mu <- ahead(state, form, par["phi"], m)
  if (form$season != "M") {
    effect <- sapply(1:horizon, function(j)
      alpha + (if (form$trend == "N") 0 else beta * sum(phi^(1:j)))
      + (if (form$season == "A" && j %% m == 0) gamma else 0))
    # y[h] = mu[h] + sum over j of effect[h-j] e[j], with effect[0] = 1 and uncorrelated errors e[j],
    # whose variance is sigma2 times 1 or times theta[j] = E mu[j]^2.
    theta <- if (form$error == "A") rep(1, horizon) else mu^2
    if (form$error == "M")
      for (h in seq_len(horizon)[-1])
        theta[h] <- mu[h]^2 + sigma2 * sum(effect[1:(h - 1)]^2 * theta[(h - 1):1])
    effect <- c(1, effect)
    return(list(mean = mu,
                variance = sapply(1:horizon, function(h) sigma2 * sum(effect[h:1]^2 * theta[1:h])),
                so_far = sapply(1:horizon, function(h) sigma2 * sum(cumsum(effect)[h:1]^2 * theta[1:h]))))
  }
  # Multiplicative season.  The product of the (level, trend) and the season states, as one vector, is
  # multiplied in each period by P + e K + e^2 G with e ~ N(0, sigma2): its first two moments are exact.
  if (form$trend == "N") {
    look <- matrix(1); F1 <- matrix(1); G1 <- matrix(alpha)
    x <- state["l"]
  } else {
    look <- matrix(c(1, phi), 1); F1 <- rbind(c(1, phi), c(0, phi)); G1 <- rbind(alpha * look, beta * look)
    x <- state[c("l", "b")]
  }
  newest <- c(rep(0, m - 1), 1)   # the season that is due stands last
  F2 <- rbind(newest, cbind(diag(m - 1), 0))
  G2 <- matrix(0, m, m)
  G2[1, m] <- gamma
  n <- length(x) * m
  P <- F2 %x% F1
  K <- (G2 %x% F1) + (F2 %x% G1)
  G <- G2 %x% G1
  see <- matrix(newest, 1) %x% look
  # The running sum rides along as one more component: it grows by (1 + e) see.
  P <- rbind(cbind(P, 0), c(see, 1))
  K <- rbind(cbind(K, 0), c(see, 0))
  G <- rbind(cbind(G, 0), 0)
  see <- cbind(see, 0)
  first <- rbind(matrix(state[grepl("^s[0-9]+$", names(state))]) %x% matrix(x), 0)
  second <- first %*% t(first)
  mean <- variance <- so_far <- numeric(horizon)
  for (h in 1:horizon) {
    mean[h] <- see %*% first
    variance[h] <- (1 + sigma2) * see %*% second %*% t(see) - mean[h]^2
    second <- P %*% second %*% t(P) + 3 * sigma2^2 * G %*% second %*% t(G) +
      sigma2 * (K %*% second %*% t(K) + P %*% second %*% t(G) + G %*% second %*% t(P))
    first <- (P + sigma2 * G) %*% first
    so_far[h] <- second[n + 1, n + 1] - first[n + 1]^2
  }
  list(mean = mean, variance = variance, so_far = so_far)
}

# ---- the fits ---------------------------------------------------------------------------------

forms <- data.frame(
  name = c("ANN", "AAN", "AAdN", "ANA", "AAA", "AAdA", "MNN", "MAN", "MAdN", "MNA", "MAA", "MAdA",
           "MNM", "MAM", "MAdM"), stringsAsFactors = FALSE)
horizon <- 12

row_of <- function(id, y, choice, fit) {
  form <- list(error = fit$components[1], trend = fit$components[2], season = fit$components[3])
  name <- paste0(form$error, form$trend, if (fit$components[4] == "TRUE") "d", form$season)
  par <- fit$par
  first <- fit$states[1, ]
  s <- first[grepl("^s[0-9]+$", names(first))]
  b <- if ("b" %in% names(first)) first["b"] else 0
  given <- check(as.numeric(y), form, par, first["l"], b, if (length(s)) s else 0)
  stopifnot(abs(given - fit$loglik) <= 1e-9 * abs(fit$loglik))
  f <- forecast(fit, h = horizon, level = 95, simulate = FALSE)
  variance <- ((as.numeric(f$upper) - as.numeric(f$lower)) / (2 * qnorm(0.975)))^2
  point <- ahead(fit$states[length(y) + 1, ], form, par["phi"], frequency(y))
  ours <- predictive(fit$states[length(y) + 1, ], form, par, fit$sigma2, frequency(y))
  if (name != "MAdM") stopifnot(abs(ours$mean / as.numeric(f$mean) - 1) < 1e-9)
  if (!name %in% c("MAdM", "ANA", "MNA")) stopifnot(abs(ours$variance / variance - 1) < 1e-9)
  paste(c(id, frequency(y), length(y), choice, name,
          number(c(fit$loglik, fit$aic, fit$aicc, fit$bic, fit$sigma2, fit$mse)),
          number(par[c("alpha", "beta", "gamma", "phi")]),
          number(first["l"]), if ("b" %in% names(first)) number(b) else "",
          paste(number(s), collapse = " "),
          number(point), number(ours$mean), number(ours$variance), number(ours$so_far), number(variance)), collapse = ",")
}

seasonal <- function(name) substr(name, nchar(name), nchar(name)) != "N"

for (set in commandArgs(trailingOnly = TRUE)) {
  data <- read.csv(sprintf("tests/oracle/series_%s.csv", set), comment.char = "#", stringsAsFactors = FALSE)
  out <- file(sprintf("tests/oracle/ets_%s.csv", set), "w")
  writeLines(c(provenance(set), paste(c(
    "id,m,n,choice,form,loglik,aic,aicc,bic,sigma2,mse,alpha,beta,gamma,phi,l0,b0,s_init",
    paste0("p", 1:horizon), paste0("f", 1:horizon), paste0("v", 1:horizon),
    paste0("w", 1:horizon), paste0("r", 1:horizon)), collapse = ",")), out)
  for (id in unique(data$id)) {
    rows <- data[data$id == id, ]
    y <- ts(rows$value, frequency = rows$m[1])
    for (name in forms$name) {
      if (min(y) <= 0 && substr(name, 1, 1) == "M") next
      if (seasonal(name) && (frequency(y) == 1 || length(y) < 2 * frequency(y))) next
      parts <- c(substr(name, 1, 1), substr(name, 2, 2), substr(name, nchar(name), nchar(name)))
      fit <- tryCatch(ets(y, model = paste(parts, collapse = ""), damped = nchar(name) == 4),
                      error = function(e) NULL)
      if (is.null(fit) || is.null(fit$loglik)) {
        message(id, " ", name, ": R finds no fit")
        next
      }
      writeLines(row_of(id, y, "given", fit), out)
    }
    writeLines(row_of(id, y, "free", ets(y)), out)
  }
  close(out)
}
