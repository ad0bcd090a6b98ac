"""A PostgreSQL server of its own for a test: a fresh cluster in a temporary folder, on a Unix socket."""
import glob
import os
import pwd
import shutil
import subprocess
import tempfile


def programs():
    """The folder of initdb, newest version first, or None."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda p: int(p.split("/")[4]))
    return os.path.dirname(found[-1]) if found else None


class Postgres:
    """Runs as the user postgres where the tests run as root, which the server refuses to be."""

    def __init__(self):
        self.bin = programs()
        self.folder = tempfile.mkdtemp(prefix="jointure-pg-")
        self.user = None
        if os.geteuid() == 0:
            self.user = pwd.getpwnam("postgres")
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.data = os.path.join(self.folder, "data")
        self.run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale",
                 "--no-sync")
        self.run("pg_ctl", "-D", self.data, "-w", "-l", os.path.join(self.folder, "log"), "-o",
                 f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off", "start")

    def run(self, program, *arguments, text=None):
        # not in a folder that the other user may not enter; the server keeps no pipe of ours
        who = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        with tempfile.TemporaryFile("w+") as out:
            done = subprocess.run([os.path.join(self.bin, program), *arguments], input=text, text=True, cwd=self.folder,
                                  stdout=out, stderr=subprocess.STDOUT, **who)
            out.seek(0)
            said = out.read()
        assert done.returncode == 0, said
        return said

    def sql(self, text):
        return self.run("psql", "-h", self.folder, "-U", "postgres", "-q", "-v", "ON_ERROR_STOP=1", "-At", text=text)

    @property
    def source(self):
        return f"PG:host={self.folder} user=postgres dbname=postgres"

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
