# unit tests of src/pack
unit_tests += %D%/pack.t
%C%_pack_t_SOURCES = %D%/test_pack.c
%C%_pack_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_pack_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
EXTRA_DIST += %D%/spoil.h
