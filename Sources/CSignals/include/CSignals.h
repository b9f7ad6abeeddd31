#ifndef PK_CSIGNALS_H
#define PK_CSIGNALS_H

/// A fixed table of temporary files and directories, and the signal handlers that remove them.
///
/// Why C: a handler may only call what is async-signal-safe, so the paths lie in static memory and nothing is
/// allocated, locked or retained on the way to unlink(2). All functions may be called from any thread.

/// Remembers a file to unlink when a signal ends the process. Returns its slot, or -1 where the table is full or
/// the path is longer than PATH_MAX: the file is then simply not removed on a signal.
int pk_temp_register(const char *path);

/// Forgets the file in `slot`; -1 and slots not in use are ignored.
void pk_temp_release(int slot);

/// Remembers a directory to rmdir, after all files, when a signal ends the process. Returns its slot or -1.
int pk_dirs_register(const char *path);

/// Forgets the directory in `slot`; -1 and slots not in use are ignored.
void pk_dirs_release(int slot);

/// Unlinks all registered files, then removes the registered directories, inner ones first, where they are empty.
/// Async-signal-safe.
void pk_temp_remove_all(void);

/// Installs the handlers. SIGINT, SIGTERM and SIGHUP remove what is registered and end the process with 128 + the
/// signal's number; one that was ignored at the start (nohup, background jobs) stays ignored. SIGPIPE, even if
/// inherited as ignored, removes what is registered and then ends the process as its default action does.
void pk_install_signal_handlers(void);

/// Asks the kernel to begin writing `count` bytes from `offset` of a file back to disk, without waiting; does nothing
/// where the system has no such call. It is here because glibc declares it for GNU sources only.
void pk_start_writing_back(int descriptor, long offset, long count);

/// Keeps freed blocks of up to 32 MiB in the heap: by default glibc maps and unmaps every block of about 1 MiB, and the
/// kernel clears its pages each time. Does nothing with other C libraries.
void pk_keep_freed_blocks(void);

/// Gives freed memory back to the system, before work that needs little of it. Does nothing with other C libraries.
void pk_give_back_freed_blocks(void);

#endif
