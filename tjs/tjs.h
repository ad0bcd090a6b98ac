/* Table Joining Service 1.0 (OGC 10-070r2). */
#ifndef JT_TJS_TJS_H
#define JT_TJS_TJS_H

/* The version of the standard that this room implements: "1.0.0". */
const char *tjs_version(void);

#endif
