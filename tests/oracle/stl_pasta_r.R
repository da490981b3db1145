# Answers of R's stl() on series of data/pasta.  Run in the project's top folder, after
# series_pasta_r.R, whose series it takes:  Rscript tests/oracle/stl_pasta_r.R
# Writes tests/oracle/series_pasta_long.csv (id, t, value) and tests/oracle/stl_pasta.csv (README.md
# there says what the columns are).  Needs the Debian packages r-base-core and zstd.

stopifnot(file.exists("data/pasta/sales.csv.zst"))
number <- function(x) ifelse(is.na(x), "", sprintf("%.15g", x))
provenance <- sprintf(
  "# R %s.%s; script tests/oracle/stl_pasta_r.R; command: Rscript tests/oracle/stl_pasta_r.R",
  R.version$major, R.version$minor)

# Units per day of whole brands over five years, 2014-01-02 to 2018-12-31.  A closed day takes the
# value of seven days before, so that weekdays stay in step.
sales <- read.csv(pipe("zstd -dcq data/pasta/sales.csv.zst"), stringsAsFactors = FALSE)
sales$brand <- sub("_.*", "", sales$sku)
events <- read.csv("data/pasta/events.csv", stringsAsFactors = FALSE)
days <- seq(as.Date("2014-01-02"), as.Date("2018-12-31"), by = "day")
closed <- days %in% as.Date(events$date[events$closed == 1])
long <- list()
for (brand in c("B1", "B2")) {
  mine <- sales[sales$brand == brand, ]
  y <- as.numeric(tapply(mine$quantity, factor(mine$date, levels = format(days)), sum, default = 0))
  for (t in which(closed)) if (t > 7) y[t] <- y[t - 7]
  long[[paste0("long_", brand)]] <- y
}
out <- file("tests/oracle/series_pasta_long.csv", "w")
writeLines(c(provenance, "id,t,value"), out)
for (id in names(long)) writeLines(paste(id, seq_along(long[[id]]), number(long[[id]]), sep = ","), out)
close(out)

short <- read.csv("tests/oracle/series_pasta.csv", comment.char = "#", stringsAsFactors = FALSE)
short <- split(short, factor(short$id, levels = unique(short$id)))

out <- file("tests/oracle/stl_pasta.csv", "w")
writeLines(c(provenance, "id,n,m,s_window,robust,strength,t,season,trend"), out)
# Robust on an even number of values R asks a partial sort for two places in the wrong order, so that
# what it takes for a median of the residuals is none: the first value is then left out.
answer <- function(id, y, m, window, robust) {
  if (robust && length(y) %% 2 == 0) y <- y[-1]
  parts <- stl(ts(y, frequency = m), s.window = if (window == 0) "periodic" else window,
               robust = robust)$time.series
  season <- as.numeric(parts[, "seasonal"])
  trend <- as.numeric(parts[, "trend"])
  remainder <- as.numeric(parts[, "remainder"])
  strength <- max(0, min(1, 1 - var(remainder) / var(remainder + season)))
  # both ends and a sample of the middle
  n <- length(y)
  t <- sort(unique(c(1:10, seq(11, n - 10, by = if (n > 1000) 61 else 9), (n - 9):n)))
  writeLines(paste(id, length(y), m, window, as.integer(robust), number(strength), t, number(season[t]),
                   number(trend[t]), sep = ","), out)
}
for (id in c("month_B1_1", "month_B1_20", "month_B3_16", "day_B1", "day_B3", "day_B2_28", "day_B4_4")) {
  y <- short[[id]]$value
  m <- short[[id]]$m[1]
  for (window in c(11, 7, 0)) answer(id, y, m, window, FALSE)
  answer(id, y, m, 11, TRUE)
}
for (id in names(long)) {
  answer(id, long[[id]], 7, 11, FALSE)
  answer(id, long[[id]], 7, 0, TRUE)
  answer(id, long[[id]], 365, 15, FALSE)
  answer(id, long[[id]], 365, 0, FALSE)
}
close(out)
