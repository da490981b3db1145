/* Words for what a position tells. */
#include "replenish/position.h"

const char *binding_name(enum binding binding)
{
    switch (binding) {
    case BINDING_NONE:
        return "none";
    case BINDING_NEED:
        return "need";
    case BINDING_MIN_STOCK:
        return "min_stock";
    case BINDING_TRANSFER:
        return "transfer";
    case BINDING_MOQ:
        return "moq";
    case BINDING_PACK:
        return "pack";
    case BINDING_ORDER_MINIMUM:
        return "order_minimum";
    case BINDING_CAPACITY:
        return "capacity";
    case BINDING_DROPSHIP:
        return "dropship";
    case BINDING_NO_HISTORY:
        return "no_history";
    case BINDING_ENDED:
        return "ended";
    case BINDING_NOT_ORDER_DAY:
        return "not_order_day";
    case BINDING_OVERRIDE:
        return "override";
    case BINDING_SCARCE:
        return "scarce";
    case BINDING_COVER:
        return "cover";
    case BINDING_REORDER_POINT:
        return "reorder_point";
    case BINDING_DUST:
        return "dust";
    case BINDING_STEADY:
        return "steady";
    case BINDING_PRICE_BREAK:
        return "price_break";
    case BINDING_JOINT:
        return "joint";
    case BINDING_LOAD:
        return "load";
    case BINDING_BUDGET:
        return "budget";
    case BINDING_INBOUND:
        return "inbound";
    case BINDING_SHELF_LIFE:
        return "shelf_life";
    case BINDING_KIT:
        return "kit";
    }
    return "";
}
