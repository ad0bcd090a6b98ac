/* `jointure serve`: the master. It opens the sockets, keeps the workers (and a web server, where one is
   asked for) running, and has the data store swept now and then. */
#ifndef JT_FCGI_MASTER_H
#define JT_FCGI_MASTER_H

#include "fcgi/web.h"

struct master_options {
	const char *workspace;
	const char *socket;       /* of the workers; NULL: <workspace>/run/worker.sock */
	int socket_mode;
	int64_t workers;          /* -1: as the settings say */
	enum web_kind web;
	const char *address;      /* that the web server listens on */
	int port;                 /* 0: the system chooses */
	const char *port_file;    /* where to write the port once everything answers, or NULL */
	enum web_kind print;      /* print this configuration and end */
};

/* The command: argv[0] is "serve". Returns the exit status of the command line (0 done, 1 failed,
   2 usage). */
int master_serve(int argc, char **argv, enum lang lang);

/* -1 to go on, else the exit status. */
int master_options_read(struct master_options *options, int argc, char **argv, enum lang lang);

#endif
