# End to end: real programs on real sockets, driven by pytest.
e2e_tests = %D%/test_worker.py
EXTRA_DIST += $(e2e_tests) %D%/conftest.py %D%/fastcgi.py
if HAVE_PYTEST
TESTS += $(e2e_tests)
endif
