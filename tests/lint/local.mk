# House rules that a compiler cannot check.
lint_tests = %D%/layers.sh %D%/banned.sh %D%/sizes.sh %D%/headers.sh
dist_check_SCRIPTS += $(lint_tests)
TESTS += $(lint_tests)
# what headers.sh compiles a header with
lint_flags = -include $(abs_top_builddir)/config.h -I$(abs_top_srcdir)/src -I$(abs_top_srcdir) $(AM_CFLAGS)
