/* Starting a child process so that it can do no more than it needs and never outlives us. */
#ifndef JT_FCGI_CHILD_H
#define JT_FCGI_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define CHILD_PASS 3

struct child_plan {
	char *const *argv;             /* argv[0] is the program, looked for in PATH and /usr/sbin */
	int (*run)(const void *arg);   /* or, where argv is NULL, what to run; returns the exit status */
	const void *arg;
	const char *name;              /* of a `run`, for who lists processes; NULL: ours */
	int input;                     /* its standard input; -1: none */
	int pass[CHILD_PASS];          /* arrive as descriptors 3, 4 and 5; 0 or -1: none */
	int errors;                    /* its standard error; 0: ours */
	int listening;                 /* >= 0: handed over as lighttpd and nginx expect, as 3 */
	bool isolated;                 /* in a network namespace without any interface */
	int64_t files;                 /* most open files; 0: as we have */
	int64_t processor;             /* most seconds of processor time, then SIGXCPU; 0: no limit */
	int64_t size;                  /* most bytes of a file it writes, then SIGXFSZ; 0: no limit */
	bool background;               /* behind others for the processor, before them when memory is short */
};

/* The process number, or -1. The child leads a process group of its own (Ctrl-C reaches us alone),
   gets SIGTERM when we die, leaves no core and has no descriptor but those named. */
pid_t child_start(const struct child_plan *plan);

/* Whether this system lets us make a network namespace; tried once in a child. */
bool child_can_be_isolated(void);

/* For good: user and groups of `user` ("" changes nothing), no new privileges. false, errno set. */
bool child_drop_privileges(const char *user);

#endif
