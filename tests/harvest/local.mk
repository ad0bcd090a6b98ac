# unit tests of src/harvest
unit_tests += %D%/address.t
%C%_address_t_SOURCES = %D%/test_address.c
%C%_address_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_address_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/listing.t
%C%_listing_t_SOURCES = %D%/test_listing.c
%C%_listing_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_listing_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/match.t
%C%_match_t_SOURCES = %D%/test_match.c
%C%_match_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_match_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
