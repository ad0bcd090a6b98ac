# unit tests of src/thematic
unit_tests += %D%/thematic.t
%C%_thematic_t_SOURCES = %D%/test_thematic.c %D%/making.h
%C%_thematic_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_thematic_t_LDADD = $(LDADD) $(CMOCKA_LIBS)

unit_tests += %D%/stored.t
%C%_stored_t_SOURCES = %D%/test_stored.c %D%/making.h
%C%_stored_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_stored_t_LDADD = $(LDADD) $(CMOCKA_LIBS)

unit_tests += %D%/kept.t
%C%_kept_t_SOURCES = %D%/test_kept.c %D%/making.h
%C%_kept_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_kept_t_LDADD = $(LDADD) $(CMOCKA_LIBS)

unit_tests += %D%/wish.t
%C%_wish_t_SOURCES = %D%/test_wish.c
%C%_wish_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_wish_t_LDADD = $(LDADD) $(CMOCKA_LIBS)

unit_tests += %D%/labels.t
%C%_labels_t_SOURCES = %D%/test_labels.c
%C%_labels_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_labels_t_LDADD = $(LDADD) $(CMOCKA_LIBS)

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

# every form at once, and in QGIS
check_PROGRAMS += %D%/samples
%C%_samples_SOURCES = %D%/samples.c %D%/making.h
%C%_samples_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_samples_LDADD = $(LDADD) $(CMOCKA_LIBS)
EXTRA_DIST += %D%/test_forms.py
if HAVE_PYTEST
if HAVE_CMOCKA
TESTS += %D%/test_forms.py
endif
endif
