# Answers of R's forecast::mstl and stlf on series of data/pasta.  Run in the project's top folder,
# after series_pasta_r.R and stl_pasta_r.R, whose series it takes:  Rscript tests/oracle/mstl_pasta_r.R
# Writes tests/oracle/mstl_pasta.csv and tests/oracle/stlf_pasta.csv (README.md there says what the
# columns are).  Needs the Debian package r-cran-forecast.  Takes a quarter of a minute.

suppressMessages(library(forecast))
number <- function(x) ifelse(is.na(x), "", sprintf("%.15g", x))
provenance <- sprintf(
  "# R %s.%s, forecast %s; script tests/oracle/mstl_pasta_r.R; command: Rscript tests/oracle/mstl_pasta_r.R",
  R.version$major, R.version$minor, packageVersion("forecast"))

series <- function(file) {
  rows <- read.csv(file, comment.char = "#", stringsAsFactors = FALSE)
  split(rows, factor(rows$id, levels = unique(rows$id)))
}
short <- series("tests/oracle/series_pasta.csv")
long <- series("tests/oracle/series_pasta_long.csv")

out <- file("tests/oracle/mstl_pasta.csv", "w")
writeLines(c(provenance, "id,t,season7,season365,trend,remainder"), out)
for (id in names(long)) {
  parts <- mstl(msts(long[[id]]$value, seasonal.periods = c(7, 365)))
  n <- nrow(parts)
  t <- sort(unique(c(1:10, seq(11, n - 10, by = 31), (n - 9):n)))
  writeLines(paste(id, t, number(parts[t, "Seasonal7"]), number(parts[t, "Seasonal365"]),
                   number(parts[t, "Trend"]), number(parts[t, "Remainder"]), sep = ","), out)
}
close(out)

out <- file("tests/oracle/stlf_pasta.csv", "w")
writeLines(c(provenance, "id,seasons,form,h,mean"), out)
answer <- function(id, y, seasons) {
  fit <- stlf(y, h = 14)
  form <- sub(" +$", "", sub("STL \\+ +", "", fit$method))
  writeLines(paste(id, seasons, paste0('"', form, '"'), 1:14, number(as.numeric(fit$mean)), sep = ","), out)
}
for (id in names(short)) answer(id, ts(short[[id]]$value, frequency = short[[id]]$m[1]), short[[id]]$m[1])
for (id in names(long)) answer(id, msts(long[[id]]$value, seasonal.periods = c(7, 365)), "7 365")
close(out)
