# House rules that a compiler cannot check.
lint_tests = %D%/layers.sh %D%/banned.sh %D%/sizes.sh
dist_check_SCRIPTS += $(lint_tests)
TESTS += $(lint_tests)
