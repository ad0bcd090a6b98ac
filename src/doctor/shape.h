/* What the keys of a framework look like: which repairs can lead to one. */
#ifndef JT_DOCTOR_SHAPE_H
#define JT_DOCTOR_SHAPE_H

#include "doctor/doctor.h"

struct shape {
	enum doctor_codes codes;       /* never CODES_TOLD */
	size_t least, most;            /* bytes */
	bool digits;                   /* no key has a letter */
	bool upper;                    /* no key has a small letter */
	bool spaces, marks;            /* some key has a space; some key has one of - _ . / */
};

struct shape shape_of(const struct doctor_framework *f);

/* The département in front of a commune's key ("01", "2A", "971"), in `to`; false when `s` is
   no such key. */
bool commune_departement(const char *s, char to[4]);

#endif
