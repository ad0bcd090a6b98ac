# unit tests of src/joining
unit_tests += %D%/filejoin.t
%C%_filejoin_t_SOURCES = %D%/test_filejoin.c
%C%_filejoin_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_filejoin_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/order.t
%C%_order_t_SOURCES = %D%/test_order.c
%C%_order_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_order_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/formers.t
%C%_formers_t_SOURCES = %D%/test_formers.c
%C%_formers_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_formers_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/run.t
%C%_run_t_SOURCES = %D%/test_run.c
%C%_run_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_run_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
