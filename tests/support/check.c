/* Comparisons of doubles for the tests. */
#include "support/check.h"

#include <math.h>

void check_close_at(double got, double want, double tolerance, const char *file, int line)
{
    if (!(fabs(got - want) <= tolerance * fmax(1.0, fabs(want)))) {
        print_error("%s:%d: got %.17g, expected %.17g within %g\n", file, line, got, want,
                    tolerance);
        _fail(file, line);
    }
}
