noinst_LIBRARIES += libtjs.a
libtjs_a_SOURCES = %D%/tjs.c %D%/tjs.h %D%/request.c %D%/request.h %D%/request_kvp.c %D%/request_xml.c \
	%D%/operations.h %D%/capabilities.c %D%/wsdl.c %D%/describe.c %D%/key.c %D%/titles.c %D%/titles.h %D%/abilities.c %D%/abilities.h \
	%D%/select.c %D%/select.h %D%/getdata.c %D%/join.h %D%/joindata.c %D%/join_source.c %D%/join_answer.c \
	%D%/join_style.c %D%/resources.c

# The schema of classifications travels inside the program; quote_lines is that of fcgi.
EXTRA_DIST += %D%/classification.xsd
CLEANFILES += %D%/classification.c
nodist_libtjs_a_SOURCES = %D%/classification.c
%D%/classification.c: %D%/classification.xsd
	$(AM_V_GEN)$(MKDIR_P) $(@D) && { echo '#include "tjs/operations.h"'; \
	echo 'const char tjs_classification_schema[] ='; $(quote_lines) $(srcdir)/tjs/classification.xsd; echo ';'; \
	} > $@.part && mv $@.part $@
libtjs_a_SOURCES += %D%/forms.c %D%/forms.h %D%/forms_csv.c %D%/forms_json.c %D%/cube.c %D%/cube.h %D%/forms_book.c %D%/forms_map.c
