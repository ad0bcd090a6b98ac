#include "fcgi/owner.h"

#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Becoming somebody for files takes from what is in force; what is permitted stays. */
static void take_back_rights(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct rights[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &head, rights) != 0)
		return;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		rights[i].effective = rights[i].permitted;
	syscall(SYS_capset, &head, rights);
}

void owner_adopt(const char *workspace)
{
	struct stat st;

	if (geteuid() != 0 || stat(workspace, &st) != 0 || st.st_uid == 0)
		return;
	setfsgid(st.st_gid);
	setfsuid(st.st_uid);
	take_back_rights();
}
