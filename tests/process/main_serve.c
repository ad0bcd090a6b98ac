/* The master alone, beside the fake worker: `serve [options]`. */
#include "fcgi/master.h"
#include "fcgi/operator.h"

int main(int argc, char **argv)
{
	return master_serve(argc, argv, operator_lang());
}
