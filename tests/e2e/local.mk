# End to end: real programs on real sockets, driven by pytest.
e2e_tests = %D%/test_worker.py %D%/test_cli.py %D%/test_process.py %D%/test_site.py
EXTRA_DIST += $(e2e_tests) %D%/conftest.py %D%/fastcgi.py %D%/server.py %D%/country.py %D%/postgres.py
e2e_tests += %D%/test_ogcapi.py
if HAVE_PYTEST
TESTS += $(e2e_tests)
endif
