# unit tests of src/thematic
unit_tests += %D%/thematic.t
%C%_thematic_t_SOURCES = %D%/test_thematic.c %D%/making.h
%C%_thematic_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_thematic_t_LDADD = $(LDADD) $(CMOCKA_LIBS)

unit_tests += %D%/stored.t
%C%_stored_t_SOURCES = %D%/test_stored.c
%C%_stored_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_stored_t_LDADD = $(LDADD) $(CMOCKA_LIBS)

unit_tests += %D%/wish.t
%C%_wish_t_SOURCES = %D%/test_wish.c
%C%_wish_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_wish_t_LDADD = $(LDADD) $(CMOCKA_LIBS)

unit_tests += %D%/ramps.t
%C%_ramps_t_SOURCES = %D%/test_ramps.c %D%/sight.h
%C%_ramps_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_ramps_t_LDADD = $(LDADD) $(CMOCKA_LIBS)

unit_tests += %D%/number.t
%C%_number_t_SOURCES = %D%/test_number.c
%C%_number_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_number_t_LDADD = $(LDADD) $(CMOCKA_LIBS)

unit_tests += %D%/legend.t
%C%_legend_t_SOURCES = %D%/test_legend.c
%C%_legend_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_legend_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
