/* How many origins a history has room for. */
#include "backtest/backtest.h"

enum { USUAL_ORIGINS = 4, LEAST_HISTORY = 2 };

/* Origins that leave the longest history so many periods. */
static size_t room_for(const struct backtest_settings *settings, size_t longest, size_t left)
{
    size_t needed = left + settings->horizon;
    return longest >= needed ? (longest - needed) / settings->step + 1 : 0;
}

enum status backtest_fit(struct backtest_settings *settings, const struct panel *panel,
                         struct fault *fault)
{
    size_t longest = panel_longest(panel);
    const char *bucket = bucket_name(panel->calendar.bucket);
    settings->step = settings->step > 0 ? settings->step : settings->horizon;
    size_t room = room_for(settings, longest, LEAST_HISTORY);
    if (room == 0) {
        return fault_set(fault, STATUS_DATA,
                         "the longest history has %zu period%s (by %s), expected at least %zu: %zu "
                         "to forecast (plan.horizon) and %d before them",
                         longest, longest == 1 ? "" : "s", bucket,
                         settings->horizon + LEAST_HISTORY, settings->horizon, LEAST_HISTORY);
    }
    if (settings->origins > room) {
        return fault_set(fault, STATUS_USAGE,
                         "--origins is %zu, but the longest history (%zu periods by %s) has room "
                         "for %zu: %zu periods to forecast from each, %zu between them, %d before "
                         "the first",
                         settings->origins, longest, bucket, room, settings->horizon,
                         settings->step, LEAST_HISTORY);
    }
    if (settings->origins == 0) {
        size_t usual = room_for(settings, longest, longest - longest / 2);
        usual = usual < USUAL_ORIGINS ? usual : USUAL_ORIGINS;
        settings->origins = usual > 0 ? usual : 1;
    }
    return STATUS_OK;
}
