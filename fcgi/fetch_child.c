#include "fcgi/fetch_child.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi/child.h"

#define FILES     64
#define PROCESSOR 60             /* seconds */

bool fetch_child(struct fetch_result *result, const void *ctx, const struct fetch_order *order, struct err *err)
{
	int ends[2], status = 0;
	ssize_t n = 0;

	*result = (struct fetch_result){ .reason = FETCH_FAILED };
	if (pipe2(ends, O_CLOEXEC) != 0)
		return fetch_explain(FETCH_FAILED, order->limit, order->seconds, ctx, err);
	pid_t pid = child_start(&(struct child_plan){
		.name = "jointure-fetch", .run = fetch_main, .arg = order, .input = -1, .pass = { ends[1] },
		.listening = -1, .files = FILES, .processor = PROCESSOR, .size = order->limit + 1 });
	close(ends[1]);
	while (pid > 0 && (n = read(ends[0], result, sizeof *result)) < 0 && errno == EINTR)
		;
	close(ends[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (n != (ssize_t)sizeof *result) {
		*result = (struct fetch_result){ .reason = FETCH_FAILED };
		unlink(order->path);
	}
	return fetch_explain(result->reason, order->limit, order->seconds, ctx, err);
}
