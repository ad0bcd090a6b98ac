#include "fcgi/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

#define BACKLOG 1024

int listener_lock(const void *ctx, const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	char text[32] = "";

	if (fd < 0) {
		err_set(err, ctx, ERR_INTERNAL, NULL, "the workspace's run folder cannot be written to",
		        "le dossier run de l'espace de travail n'est pas accessible en écriture");
		err_detail(err, ctx, "%s: %s", path, strerror(errno));
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		ssize_t n = read(fd, text, sizeof text - 1);
		text[n > 0 ? (size_t)n : 0] = '\0';
		text[strcspn(text, "\n")] = '\0';
		err_set(err, ctx, ERR_CONFLICT, NULL, "this workspace is served already, by process %s",
		        "cet espace de travail est déjà servi, par le processus %s", text);
		close(fd);
		return -1;
	}
	snprintf(text, sizeof text, "%d\n", (int)getpid());
	if (ftruncate(fd, 0) != 0 || write(fd, text, strlen(text)) < 0) {
		err_set(err, ctx, ERR_INTERNAL, NULL, "the process number cannot be written",
		        "le numéro de processus ne peut pas être écrit");
		err_detail(err, ctx, "%s: %s", path, strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

static int failed(int fd, const void *ctx, const char *where, struct err *err)
{
	int why = errno;

	if (fd >= 0)
		close(fd);
	if (why == EADDRINUSE)
		err_set(err, ctx, ERR_CONFLICT, NULL,
		        "the address to listen on is in use already: choose another (--port, "
		        "--socket), or stop what uses it",
		        "l'adresse d'écoute est déjà prise : en choisir une autre (--port, --socket), "
		        "ou arrêter ce qui l'occupe");
	else
		err_set(err, ctx, ERR_INTERNAL, NULL, "the address cannot be listened on",
		        "impossible d'écouter à cette adresse");
	err_detail(err, ctx, "%s: %s", where, strerror(why));
	return -1;
}

/* true where somebody accepts on it. */
static bool is_alive(const struct sockaddr_un *name)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool alive = fd >= 0 && connect(fd, (const struct sockaddr *)name, sizeof *name) == 0;

	if (fd >= 0)
		close(fd);
	return alive;
}

int listener_unix(const void *ctx, const char *path, int mode, struct err *err)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	struct stat st;

	if (strlen(path) >= sizeof name.sun_path) {
		err_set(err, ctx, ERR_INVALID_PARAMETER, "--socket",
		        "the path of the socket is longer than the %zu bytes that the system takes: "
		        "give a shorter one by --socket",
		        "le chemin de la socket dépasse les %zu octets que le système admet : "
		        "en donner un plus court par --socket", sizeof name.sun_path - 1);
		return -1;
	}
	memcpy(name.sun_path, path, strlen(path));
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode)) {
		errno = EADDRINUSE;
		if (is_alive(&name))
			return failed(-1, ctx, path, err);
		unlink(path);
	}
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* nobody else may connect between bind and chmod */
	mode_t before = umask(0777);
	bool bound = fd >= 0 && bind(fd, (const struct sockaddr *)&name, sizeof name) == 0;
	int why = errno;
	umask(before);
	errno = why;
	if (!bound || chmod(path, (mode_t)mode) != 0 || listen(fd, BACKLOG) != 0)
		return failed(fd, ctx, path, err);
	return fd;
}

static int port_of(int fd)
{
	struct sockaddr_storage at;
	socklen_t n = sizeof at;
	char port[16];
	int64_t value = 0;

	if (getsockname(fd, (struct sockaddr *)&at, &n) == 0 &&
	    getnameinfo((struct sockaddr *)&at, n, NULL, 0, port, sizeof port, NI_NUMERICSERV) == 0)
		text_int(port, &value);
	return (int)value;
}

int listener_tcp(const void *ctx, const char *address, int *port, struct err *err)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
	                          .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	const char *service = mem_printf(ctx, "%d", *port);
	const char *where = mem_printf(ctx, "%s:%d", address, *port);
	int yes = 1;

	if (getaddrinfo(address, service, &hints, &found) != 0) {
		err_set(err, ctx, ERR_INVALID_PARAMETER, "--address",
		        "--address expects a numeric address such as 127.0.0.1 or ::, got \"%s\"",
		        "--address attend une adresse numérique telle que 127.0.0.1 ou ::, et non « %s »",
		        address);
		return -1;
	}
	int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	bool good = fd >= 0 && bind(fd, found->ai_addr, found->ai_addrlen) == 0 &&
	            listen(fd, BACKLOG) == 0;
	int why = errno;
	freeaddrinfo(found);
	errno = why;
	if (!good)
		return failed(fd, ctx, where, err);
	*port = port_of(fd);
	return fd;
}

int listener_inherited(void)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
	int64_t n;
	int yes = 0;
	socklen_t size = sizeof yes;

	if (pid == NULL || count == NULL || !text_int(pid, &n) || n != getpid() ||
	    !text_int(count, &n) || n < 1)
		return -1;
	/* sd_listen_fds(3): they start at 3 */
	if (getsockopt(3, SOL_SOCKET, SO_ACCEPTCONN, &yes, &size) != 0 || !yes)
		return -1;
	fcntl(3, F_SETFD, FD_CLOEXEC);
	return 3;
}
