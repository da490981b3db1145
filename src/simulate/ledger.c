/* What came of an arm, in units and money. */
#include "base/missing.h"
#include "simulate/simulate.h"

#include <assert.h>
#include <stddef.h>

double ledger_cost(const struct ledger *ledger)
{
    return ledger->holding + ledger->shortage + ledger->ordering + ledger->freight + ledger->haste +
           ledger->write_off;
}

double ledger_fill(const struct ledger *ledger)
{
    double missed = ledger->lost + ledger->waited;
    return ledger->wanted > 0.0 ? 1.0 - missed / ledger->wanted : MISSING;
}

void ledger_add(struct ledger *sum, const struct ledger *ledger)
{
    enum { FIELDS = sizeof(struct ledger) / sizeof(double) };
    static_assert(FIELDS * sizeof(double) == sizeof(struct ledger), "a ledger is doubles");
    static_assert(offsetof(struct ledger, write_off) == (FIELDS - 1) * sizeof(double),
                  "without gaps");
    double *to = &sum->wanted;
    const double *from = &ledger->wanted;
    for (size_t f = 0; f < FIELDS; f++) {
        to[f] += from[f];
    }
}
