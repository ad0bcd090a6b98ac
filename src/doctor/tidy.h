/* The tidying rules one after the other. */
#ifndef JT_DOCTOR_TIDY_H
#define JT_DOCTOR_TIDY_H

#include "doctor/rules.h"

#define RULE_BIT(rule) (UINT32_C(1) << (rule))

/* What is left of a code that was written, in `to`; the bits of the rules that had something to
   say. A text that is too long for a code is cut. */
uint32_t tidy(const struct shape *shape, const char *code, char to[RULE_ROOM]);

#endif
