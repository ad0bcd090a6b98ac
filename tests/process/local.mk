# The processes: the real worker and master around a gateway that misbehaves on demand.
check_PROGRAMS += %D%/fake/jointure-fcgi
%C%_fake_jointure_fcgi_SOURCES = $(worker_sources) %D%/fake_gateway.c
