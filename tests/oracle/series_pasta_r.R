# Series of data/pasta for the answers of R's forecast.  Run in the project's top folder:
#   Rscript tests/oracle/series_pasta_r.R
# Writes tests/oracle/series_pasta.csv (README.md there says what the columns are).  Needs zstd.

stopifnot(file.exists("data/pasta/sales.csv.zst"))

sales <- read.csv(pipe("zstd -dcq data/pasta/sales.csv.zst"), stringsAsFactors = FALSE)
sales$date <- as.Date(sales$date)
sales$brand <- sub("_.*", "", sales$sku)
events <- read.csv("data/pasta/events.csv", stringsAsFactors = FALSE)
closed <- as.Date(events$date[events$closed == 1])
last <- as.Date("2018-12-31")

# Units per calendar month, January 2014 to December 2018 (the first day of 2014 was closed).
monthly <- function(sku) {
  mine <- sales[sales$sku == sku | sales$brand == sku, ]
  months <- format(seq(as.Date("2014-01-01"), last, by = "month"), "%Y-%m")
  as.numeric(tapply(mine$quantity, factor(format(mine$date, "%Y-%m"), levels = months), sum, default = 0))
}

# Units per day, the last 200 calendar days.  A closed day takes the value of seven days before, so
# that weekdays stay in step.
daily <- function(sku) {
  mine <- sales[sales$sku == sku | sales$brand == sku, ]
  days <- seq(last - 206, last, by = "day")
  y <- as.numeric(tapply(mine$quantity, factor(format(mine$date), levels = format(days)), sum, default = 0))
  for (t in which(days %in% closed)) if (t > 7) y[t] <- y[t - 7]
  y[8:207]
}

monthly_skus <- c("B1_1", "B1_12", "B1_18", "B1_20", "B1_32", "B1_42", "B2_4", "B2_15", "B2_19",
                  "B2_35", "B3_2", "B3_16", "B4_1")
brands <- c("B1", "B2", "B3", "B4")                 # all SKUs of a brand together
brisk_skus <- c("B1_12", "B2_15", "B2_28")          # sold nearly every day
sparse_skus <- c("B2_1", "B2_20", "B3_7", "B4_4")   # most days nothing

series <- list()
for (s in monthly_skus) series[[paste0("month_", s)]] <- ts(monthly(s), frequency = 12)
for (s in c(brands, brisk_skus, sparse_skus)) series[[paste0("day_", s)]] <- ts(daily(s), frequency = 7)

out <- file("tests/oracle/series_pasta.csv", "w")
writeLines(c(sprintf("# R %s.%s; script tests/oracle/series_pasta_r.R; command: Rscript tests/oracle/series_pasta_r.R",
                     R.version$major, R.version$minor), "id,m,t,value"), out)
for (id in names(series)) {
  y <- series[[id]]
  writeLines(paste(id, frequency(y), seq_along(y), sprintf("%.15g", as.numeric(y)), sep = ","), out)
}
close(out)
