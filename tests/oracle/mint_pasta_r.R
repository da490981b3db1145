# Reconciliation by least trace in full matrices, on the monthly SKUs of tests/oracle/series_pasta.csv,
# their brands and their total.  Run in the project's top folder:
#   Rscript tests/oracle/mint_pasta_r.R
# Writes tests/oracle/mint_pasta.csv (README.md there says what the columns are).

data <- read.csv("tests/oracle/series_pasta.csv", comment.char = "#", stringsAsFactors = FALSE)
data <- data[data$m == 12, ]
ids <- unique(data$id)
y <- sapply(ids, function(id) data$value[data$id == id]) # 60 x 13
brand <- sub("month_(B[0-9]+)_.*", "\\1", ids)
brands <- sort(unique(brand))
n <- length(ids)
months <- nrow(y)
horizon <- 3

# Which parts a total has; rows: everything, then the brands.
C <- rbind(all = rep(1, n), t(sapply(brands, function(b) as.numeric(brand == b))))
S <- rbind(C, diag(n))
totals <- y %*% t(C)

# Parts: the same month a year ago.  Totals: the mean of the last twelve months, one month ahead for the
# errors.  The two do not agree.
part_error <- y[13:months, ] - y[1:(months - 12), ]
total_error <- sapply(seq_len(nrow(C)), function(i)
  sapply(13:months, function(t) totals[t, i] - mean(totals[(t - 12):(t - 1), i])))
E <- t(cbind(total_error, part_error)) # nodes x samples
base <- rbind(matrix(colMeans(totals[(months - 11):months, ]), nrow(C), horizon),
              t(y[months - 12 + 1:horizon, ]))
samples <- ncol(E)

# Schaefer and Strimmer (2005): intensity towards the diagonal, of the correlations about zero.
X <- E / sqrt(rowMeans(E^2))
top <- 0
bottom <- 0
for (i in seq_len(nrow(X))) for (j in seq_len(nrow(X))) if (i != j) {
  w <- X[i, ] * X[j, ]
  top <- top + sum((w - mean(w))^2) / (samples * (samples - 1))
  bottom <- bottom + mean(w)^2
}
lambda <- min(1, max(0, top / bottom))

# Wickramasuriya, Athanasopoulos and Hyndman (2019): S (S' W^-1 S)^-1 S' W^-1 y.
mint <- function(shrinkage) {
  W <- E %*% t(E) / samples
  W <- shrinkage * diag(diag(W)) + (1 - shrinkage) * W
  P <- solve(W)
  S %*% solve(t(S) %*% P %*% S, t(S) %*% P %*% base)
}

number <- function(x) sprintf("%.15g", x)
out <- file("tests/oracle/mint_pasta.csv", "w")
writeLines(c(sprintf("# R %s.%s; script tests/oracle/mint_pasta_r.R; command: Rscript tests/oracle/mint_pasta_r.R",
                     R.version$major, R.version$minor),
             "shrinkage,estimated,node,brand,b1,b2,b3,r1,r2,r3"), out)
for (shrinkage in c(lambda, 0.25, 1)) {
  r <- mint(shrinkage)
  for (i in seq_len(nrow(S))) {
    node <- c("all", brands, ids)[i]
    writeLines(paste(number(shrinkage), as.integer(shrinkage == lambda), node, c("", brands, brand)[i],
                     paste(number(base[i, ]), collapse = ","), paste(number(r[i, ]), collapse = ","), sep = ","), out)
  }
}
close(out)
