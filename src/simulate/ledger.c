/* What came of an arm, in units and money. */
#include "base/missing.h"
#include "simulate/simulate.h"

double ledger_cost(const struct ledger *ledger)
{
    return ledger->holding + ledger->shortage + ledger->ordering + ledger->freight +
           ledger->write_off;
}

double ledger_fill(const struct ledger *ledger)
{
    double missed = ledger->lost + ledger->waited;
    return ledger->wanted > 0.0 ? 1.0 - missed / ledger->wanted : MISSING;
}
