TEST_EXTENSIONS = .t .sh .py
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	ASAN_OPTIONS=$${ASAN_OPTIONS:-detect_leaks=1:strict_string_checks=1:suppressions=$(abs_top_srcdir)/tests/asan.supp}; export ASAN_OPTIONS; \
	LSAN_OPTIONS=suppressions=$(abs_top_srcdir)/tests/lsan.supp:print_suppressions=0; export LSAN_OPTIONS; \
	JOINTURE_SHARED=$${JOINTURE_SHARED:-$(abs_top_srcdir)/../shared}; export JOINTURE_SHARED; \
	srcdir=$(srcdir); export srcdir; builddir=$(builddir); export builddir; \
	JT_COMPILE="$(CC) $(lint_flags)"; export JT_COMPILE;
TAP_DRIVER     = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
T_LOG_DRIVER   = $(TAP_DRIVER)
T_LOG_COMPILER = $(WRAP)
SH_LOG_DRIVER  = $(TAP_DRIVER)
SH_LOG_COMPILER = $(SHELL)
PY_LOG_DRIVER  = $(TAP_DRIVER)
PY_LOG_COMPILER = env PYTHONPATH=$(abs_top_srcdir)/tests $(PYTHON3) -B -m pytest -p no:cacheprovider -p tap
EXTRA_DIST += build-aux/tap-driver.sh tests/asan.supp tests/lsan.supp tests/valgrind.supp tests/fuzz/corpus tests/unit.h \
	tests/tap.py

# Unit tests, one program for each source file: src/base/err.c <-> tests/base/err.t
include tests/base/local.mk
include tests/pack/local.mk
include tests/http/local.mk
include tests/conf/local.mk
include tests/db/local.mk
include tests/catalogue/local.mk
include tests/service/local.mk
include tests/geometry/local.mk
include tests/table/local.mk
include tests/statistics/local.mk
include tests/thematic/local.mk
include tests/join/local.mk
include tests/draw/local.mk
include tests/tiles/local.mk
include tests/doctor/local.mk
include tests/joining/local.mk
include tests/onetjs/local.mk
include tests/publish/local.mk
include tests/map/local.mk
include tests/api/local.mk
include tests/tjs/local.mk
include tests/harvest/local.mk
include tests/gate/local.mk
include tests/process/local.mk
include tests/e2e/local.mk
include tests/fuzz/local.mk
include tests/lint/local.mk

if HAVE_CMOCKA
# data_tests go over all the real tables, random_tests ask or draw by hundreds: too long for valgrind
check_PROGRAMS += $(unit_tests) $(random_tests) $(data_tests)
TESTS += $(unit_tests) $(random_tests) $(data_tests)
endif
check_PROGRAMS += $(fuzzers)
if !FUZZING
TESTS += $(fuzzers)
endif

.PHONY: check-units check-valgrind
check-units:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(unit_tests) $(random_tests) $(fuzzers)'
# a child that leaves by _exit still holds what it had: only what nothing points to is a leak
check-valgrind:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(unit_tests)' \
		WRAP="valgrind -q --leak-check=full --errors-for-leak-kinds=definite \
			--show-leak-kinds=definite --error-exitcode=99 \
			--suppressions=$(abs_top_srcdir)/tests/valgrind.supp"
AM_DISTCHECK_CONFIGURE_FLAGS = --enable-werror
