# unit tests of src/service
unit_tests += %D%/service.t
%C%_service_t_SOURCES = %D%/test_service.c
%C%_service_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_service_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/ows.t
%C%_ows_t_SOURCES = %D%/test_ows.c
%C%_ows_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_ows_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/document.t
%C%_document_t_SOURCES = %D%/test_document.c
%C%_document_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_document_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
unit_tests += %D%/exception.t
%C%_exception_t_SOURCES = %D%/test_exception.c
%C%_exception_t_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
%C%_exception_t_LDADD = $(LDADD) $(CMOCKA_LIBS)
EXTRA_DIST += %D%/unit_exchange.h
