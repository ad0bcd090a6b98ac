#include "tjs/tjs.h"

const char *tjs_version(void)
{
	return "1.0.0";
}
