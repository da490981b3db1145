/* DDMRP buffers. */
#include "replenish/ddmrp.h"

#include <math.h>

struct ddmrp_zones ddmrp_zones(const struct ddmrp *buffer)
{
    double usage = fmax(buffer->usage, 0.0);
    double lead_demand = usage * fmax(buffer->lead_days, 0.0);
    struct ddmrp_zones zones = {.red_base = lead_demand * fmax(buffer->lead_factor, 0.0),
                                .yellow = lead_demand};
    zones.red_safety = zones.red_base * fmax(buffer->variability_factor, 0.0);
    zones.red = zones.red_base + zones.red_safety;
    zones.green = fmax(zones.red_base, usage * fmax(buffer->cycle_days, 0.0));
    zones.green = fmax(zones.green, buffer->moq);
    zones.top_of_red = zones.red;
    zones.top_of_yellow = zones.top_of_red + zones.yellow;
    zones.top_of_green = zones.top_of_yellow + zones.green;
    return zones;
}

double ddmrp_net_flow(double on_hand, double on_order, double qualified)
{
    return on_hand + on_order - qualified;
}

double ddmrp_qualified_demand(double past_due, double today, const double *ahead, size_t days,
                              double threshold)
{
    double demand = fmax(past_due, 0.0) + fmax(today, 0.0);
    for (size_t day = 0; day < days; day++) {
        demand += ahead[day] > threshold ? ahead[day] : 0.0;
    }
    return demand;
}

double ddmrp_order(const struct ddmrp_zones *zones, double net_flow)
{
    if (net_flow > zones->top_of_yellow) {
        return 0.0;
    }
    /* An item that nobody uses has no buffer to fill. */
    if (!(zones->top_of_yellow > 0.0) && !(net_flow < 0.0)) {
        return 0.0;
    }
    return zones->top_of_green - net_flow;
}

double ddmrp_lead_factor(double lead_days)
{
    static const double days[] = {DDMRP_SHORTEST, DDMRP_SHORT, DDMRP_MEDIUM, DDMRP_LONGEST};
    static const double factor[] = {1.0, 0.6, 0.4, 0.2};
    enum { POINTS = sizeof days / sizeof *days };
    if (!(lead_days > days[0])) {
        return factor[0];
    }
    for (size_t i = 1; i < POINTS; i++) {
        if (lead_days < days[i]) {
            double share = log(lead_days / days[i - 1]) / log(days[i] / days[i - 1]);
            return factor[i - 1] + share * (factor[i] - factor[i - 1]);
        }
    }
    return factor[POINTS - 1];
}

double ddmrp_variability_factor(double variation)
{
    return fmin(fmax(variation, 0.0), 1.0);
}
