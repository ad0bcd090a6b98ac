noinst_LIBRARIES += libtjs.a
libtjs_a_SOURCES = %D%/tjs.c %D%/tjs.h %D%/request.c %D%/request.h %D%/request_kvp.c %D%/request_xml.c \
	%D%/page.c %D%/page.h %D%/names.c %D%/names.h %D%/operations.h %D%/capabilities.c %D%/wsdl.c \
	%D%/data.c %D%/data.h %D%/blocks.c %D%/blocks.h %D%/describe.c %D%/key.c %D%/abilities.c \
	%D%/abilities.h %D%/select.c %D%/select.h %D%/getdata.c
