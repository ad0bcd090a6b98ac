/* A joining for the tests of the processes: it stands behind the real jobs in place of src/joining, and
   its order.json names what it does, which the real one should never do. */
#include "joining/joining.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "service/desk.h"

static void wait_ms(int64_t ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
	while (nanosleep(&t, &t) != 0)
		;
}

static void eat(const void *ctx)
{
	for (;;) {
		memset(mem_array(ctx, char, 1 << 20), 1, 1 << 20);
		wait_ms(1);
	}
}

static void write_for_ever(const char *path)
{
	static char block[1 << 16];
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	lseek(fd, INT64_C(3) << 30, SEEK_SET);
	for (ssize_t n = 1; n > 0;)
		n = write(fd, block, sizeof block);
	wait_ms(60000);
}

static int network(void)
{
	char text[4096] = "";
	int fd = open("/proc/self/net/dev", O_RDONLY), devices = 0;

	if (fd >= 0 && read(fd, text, sizeof text - 1) > 0)
		for (const char *p = text; (p = strchr(p, ':')) != NULL; p++)
			devices++;
	return devices;
}

/* "name number" */
bool joining_run_folder(const char *workspace, const char *folder)
{
	void *ctx = talloc_new(NULL);
	char order[64] = "";
	int fd = open(desk_path(ctx, workspace, folder, "order.json"), O_RDONLY);
	int64_t ms = 0;

	if (fd < 0 || read(fd, order, sizeof order - 1) < 0)
		return false;
	char *space = strchr(order, ' ');
	if (space != NULL) {
		*space = '\0';
		text_int(space + 1, &ms);
	}
	wait_ms(ms);
	if (strcmp(order, "memory") == 0)
		eat(ctx);
	else if (strcmp(order, "time") == 0)
		for (volatile int i = 0;; i++)
			;
	else if (strcmp(order, "size") == 0)
		write_for_ever(desk_path(ctx, workspace, folder, "large"));
	else if (strcmp(order, "crash") == 0)
		raise(SIGSEGV);
	else if (strcmp(order, "nothing") == 0)
		return true;
	struct err err = { 0 }, why = { 0 };
	if (strcmp(order, "refuse") == 0)
		err_set(&why, ctx, ERR_INVALID_PARAMETER, "key", "no such key", "pas de telle clé");
	struct outcome o = { .join = folder, .created = true,
	                     .text = mem_printf(ctx, "{\"devices\":%d,\"pid\":%d}", network(), (int)getpid()) };
	return desk_leave_outcome(ctx, workspace, folder, &o, &why, &err);
}
