/* The least that a FastCGI answer costs: as many bytes as the query string says, from memory, without any work. The peer of
   kept answers. Started by spawn-fcgi. */
#include <fcgiapp.h>
#include <stdlib.h>
#include <string.h>

#define MOST (64 << 20)

int main(void)
{
	char *bytes = malloc(MOST);
	FCGX_Request r;

	if (bytes == NULL || FCGX_Init() != 0 || FCGX_InitRequest(&r, 0, 0) != 0)
		return 1;
	memset(bytes, 'x', MOST);
	while (FCGX_Accept_r(&r) == 0) {
		const char *query = FCGX_GetParam("QUERY_STRING", r.envp);
		long n = query != NULL ? strtol(query, NULL, 10) : 0;

		FCGX_PutS("Content-Type: application/octet-stream\r\n\r\n", r.out);
		FCGX_PutStr(bytes, n > 0 && n <= MOST ? (int)n : 0, r.out);
		FCGX_Finish_r(&r);
	}
	free(bytes);
	return 0;
}
