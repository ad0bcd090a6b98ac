/* Whose the files are that root makes in a workspace. */
#ifndef JT_FCGI_OWNER_H
#define JT_FCGI_OWNER_H

/* Where we are root and the workspace is somebody else's, files that we and our children make from now on are his, as though
   he had made them; what root may read and write we still may. */
void owner_adopt(const char *workspace);

#endif
