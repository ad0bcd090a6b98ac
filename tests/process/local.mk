# The processes: the real worker and master around a gateway that misbehaves on demand.
check_PROGRAMS += %D%/fake/jointure-fcgi %D%/fake/serve
%C%_fake_jointure_fcgi_SOURCES = $(worker_sources) %D%/fake_gateway.c
%C%_fake_serve_SOURCES = $(master_sources) %D%/main_serve.c fcgi/operator.c fcgi/operator.h
nodist_%C%_fake_serve_SOURCES = $(master_generated)
