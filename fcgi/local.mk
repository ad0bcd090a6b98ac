# programs: the only code that knows a protocol
worker_sources = %D%/main_fcgi.c %D%/board.c %D%/board.h %D%/operator.c %D%/operator.h \
	%D%/channel.c %D%/channel.h %D%/counter.c %D%/counter.h %D%/fetch_reasons.c %D%/fetch_reasons.h \
	%D%/attention.c %D%/attention.h %D%/deadline.c %D%/deadline.h %D%/reply.c %D%/reply.h
bin_PROGRAMS += jointure-fcgi
jointure_fcgi_SOURCES = $(worker_sources)
# of `jointure serve`: a program takes master_sources, and master_generated as nodist_..._SOURCES
master_sources = %D%/master.c %D%/master.h %D%/master_options.c %D%/master_start.c %D%/master_jobs.c \
	%D%/master_state.h %D%/crew.c %D%/crew_slot.c %D%/crew_parts.h %D%/crew.h %D%/child.c %D%/child.h %D%/listener.c \
	%D%/listener.h %D%/jobs.c %D%/jobs.h %D%/web.c %D%/web.h %D%/board.c %D%/board.h \
	%D%/relay.c %D%/relay.h %D%/suspects.c %D%/suspects.h %D%/channel.c %D%/channel.h \
	%D%/orders.c %D%/orders.h %D%/fetch.c %D%/fetch.h %D%/fetch_guard.c %D%/fetch_guard.h \
	%D%/fetch_reasons.c %D%/fetch_reasons.h
master_generated = %D%/web_templates.c

# The web servers' configurations travel inside the program: nothing to find at run time.
EXTRA_DIST += %D%/lighttpd.conf.in %D%/nginx.conf.in
CLEANFILES += %D%/web_templates.c
quote_lines = sed -e 's/[\\"]/\\&/g' -e 's/^/	"/' -e 's/$$/\\n"/'
%D%/web_templates.c: %D%/lighttpd.conf.in %D%/nginx.conf.in
	$(AM_V_GEN)$(MKDIR_P) $(@D) && { echo '#include "fcgi/web.h"'; \
	echo 'const char web_lighttpd_template[] ='; $(quote_lines) $(srcdir)/fcgi/lighttpd.conf.in; echo ';'; \
	echo 'const char web_nginx_template[] ='; $(quote_lines) $(srcdir)/fcgi/nginx.conf.in; echo ';'; \
	} > $@.part && mv $@.part $@

bin_PROGRAMS += jointure
jointure_SOURCES = %D%/main_cli.c %D%/cli.c %D%/cli.h %D%/cli_arguments.c %D%/cli_help.c \
	%D%/cli_workspace.c %D%/cli_owners.c %D%/cli_publish.c %D%/cli_description.h %D%/cli_show.c %D%/cli_keep.c %D%/cli_table.c %D%/cli_table.h %D%/cli_table_work.c \
	%D%/cli_table_text.c %D%/cli_joins.c %D%/cli_seed.c %D%/cli_onetjs.c %D%/limited.c %D%/limited.h \
	%D%/cli_harvest.c %D%/cli_harvest.h %D%/harvest_tjs.c %D%/harvest_take.c %D%/harvest_tell.c \
	%D%/fetch_child.c %D%/fetch_child.h \
	%D%/operator.c %D%/operator.h %D%/owner.c %D%/owner.h $(master_sources)
nodist_jointure_SOURCES = $(master_generated)
