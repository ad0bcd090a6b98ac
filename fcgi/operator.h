/* The person at the terminal. */
#ifndef JT_FCGI_OPERATOR_H
#define JT_FCGI_OPERATOR_H

#include "base/lang.h"

/* The language of the environment (LC_ALL, LC_MESSAGES, LANG); English where it names neither. */
enum lang operator_lang(void);

#endif
