# programs: the only code that knows a protocol
worker_sources = %D%/main_fcgi.c %D%/board.c %D%/board.h %D%/operator.c %D%/operator.h
