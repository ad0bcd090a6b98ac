/* Documents held to their schemas, with the shared schemas where they are. */
#ifndef JT_TESTS_MAP_VALID_H
#define JT_TESTS_MAP_VALID_H

#include "tests/map/fixture.h"

/* Fails the test, with the validator's words, when `body` is not valid against the XSD; `schema` is
   a path below the shared ogc/schemas. Skips the test where these are absent. */
void assert_valid(struct fixture *f, const char *schema, const char *body);

/* The same against a DTD. */
void assert_valid_dtd(struct fixture *f, const char *dtd, const char *body);

#endif
