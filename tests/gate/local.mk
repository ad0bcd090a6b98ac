# unit tests of src/gate
unit_tests += %D%/gateway.t
%C%_gateway_t_SOURCES = %D%/test_gateway.c
%C%_gateway_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_gateway_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
