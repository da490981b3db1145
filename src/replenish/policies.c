/* The table of policies. */
#include "replenish/policies.h"

#include "panel/inputs.h"

const struct policy *const policies[] = {
    &policy_rs,
    &policy_rss,
    &policy_ss,
    &policy_sq,
    &policy_min_max,
    &policy_newsvendor,
    &policy_lot_for_lot,
    &policy_silver_meal,
    &policy_wagner_whitin,
    &policy_ddmrp,
    NULL,
};

const struct policy *policy_find(struct text name)
{
    for (size_t p = 0; policies[p] != NULL; p++) {
        if (text_equal_nocase(name, text_of(policies[p]->name))) {
            return policies[p];
        }
    }
    return NULL;
}

const struct policy *policy_auto(double order_cost, enum service_type type)
{
    bool lots = order_cost > 0.0 && type != SERVICE_CYCLE;
    return lots ? &policy_rss : &policy_rs;
}

const struct policy *policy_of(const struct policy_choice *choice, const struct inputs *inputs,
                               const struct position *position)
{
    if (position->terms->policy != NO_ID) {
        const struct policy *own =
            policy_find(intern_text(&inputs->names.word, position->terms->policy));
        if (own != NULL) {
            return own;
        }
    }
    int abc = position->segment[0] - 'A';
    int xyz = position->segment[1] - 'X';
    const struct policy *segment =
        abc >= 0 && abc < 3 && xyz >= 0 && xyz < 3 ? choice->segment[abc][xyz] : NULL;
    if (segment != NULL) {
        return segment;
    }
    return choice->general != NULL
               ? choice->general
               : policy_auto(position->order_cost, position->terms->service_type);
}

size_t policies_scratch(void)
{
    size_t most = 0;
    for (size_t p = 0; policies[p] != NULL; p++) {
        size_t need = policies[p]->scratch != NULL ? policies[p]->scratch() : 0;
        most = need > most ? need : most;
    }
    return most;
}
