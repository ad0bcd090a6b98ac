# programs: the only code that knows a protocol
