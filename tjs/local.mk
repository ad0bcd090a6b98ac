noinst_LIBRARIES += libtjs.a
libtjs_a_SOURCES = %D%/tjs.c %D%/tjs.h
