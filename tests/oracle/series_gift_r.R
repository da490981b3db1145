# Real series of data/gift-shop for the answers of R's forecast.  Run in the project's top folder:
#   Rscript tests/oracle/series_gift_r.R
# Writes tests/oracle/series_gift.csv (README.md there says what the columns are).  Needs zstd.

read_sales <- function(file) {
  read.csv(pipe(paste("zstd -dcq", file)), stringsAsFactors = FALSE,
           colClasses = c(sku = "character"))[c("date", "sku", "location", "quantity", "kind")]
}
stopifnot(file.exists("data/gift-shop/sales.csv.zst"))
sales <- rbind(read_sales("data/gift-shop/sales.csv.zst"), read_sales("data/gift-shop/actuals.csv.zst"))
sales <- sales[sales$kind == "sale", ]
sales$date <- as.Date(sales$date)

# Whole calendar months, December 2009 to November 2011; weeks from Monday, 2009-12-07 to 2011-12-04.
months <- format(seq(as.Date("2009-12-01"), as.Date("2011-11-01"), by = "month"), "%Y-%m")
weeks <- seq(as.Date("2009-12-07"), as.Date("2011-11-28"), by = "week")
sales$month <- factor(format(sales$date, "%Y-%m"), levels = months)
sales$week <- factor(as.integer(sales$date - weeks[1]) %/% 7, levels = seq_along(weeks) - 1)

# Units per period of a sku, of a location or of "sku@location", from the first sale on.
totals <- function(what, period) {
  parts <- strsplit(what, "@")[[1]]
  mine <- sales[(sales$sku == parts[1] | sales$location == parts[1]) &
                  (length(parts) == 1 | sales$location == parts[length(parts)]), ]
  y <- as.numeric(tapply(mine$quantity, mine[[period]], sum, default = 0))
  y[seq_along(y) >= which(y > 0)[1]]
}

monthly <- c("UK-MID", "EU-VENLO", "IE-DUBLIN", "85123A", "22086", "22423", "22993")
weekly <- c("UK-MID", "IE-DUBLIN",                      # nothing in the week of Christmas
            "85123A", "22423",                          # brisk
            "22086",                                    # for Christmas
            "22993", "23203",                           # young: 42 and 31 weeks
            "22655@UK-MID", "48184@EU-VENLO", "84380@IE-DUBLIN", "21623@UK-SOUTH")  # rare

out <- file("tests/oracle/series_gift.csv", "w")
writeLines(c(sprintf("# R %s.%s; script tests/oracle/series_gift_r.R; command: Rscript tests/oracle/series_gift_r.R",
                     R.version$major, R.version$minor), "id,m,t,value"), out)
write_series <- function(id, m, y) {
  writeLines(paste(id, m, seq_along(y), sprintf("%.15g", y), sep = ","), out)
}
for (what in monthly) write_series(paste0("month_", what), 12, totals(what, "month"))
for (what in weekly) write_series(paste0("week_", what), 1, totals(what, "week"))
close(out)
