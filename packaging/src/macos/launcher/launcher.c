/*
 * The program that macOS starts when the customer opens Support-Throwline.app: it runs Resources/launch.sh with the
 * system's shell, waits for it, and ends with its exit code.
 *
 * It is no script, because macOS keeps the privacy permissions of a script under the shell's name, "sh", and a script's
 * signature beside the file, where a zip loses it. What this process starts acts under its name.
 */
typedef int pid;
extern int _NSGetExecutablePath(char *path, unsigned int *size);
extern char ***_NSGetEnviron(void);
extern int posix_spawn(pid *child, const char *path, const void *actions, const void *attributes,
                       char *const arguments[], char *const environment[]);
extern pid waitpid(pid child, int *status, int options);
extern int *__error(void);
extern unsigned long strlcat(char *to, const char *from, unsigned long size);
extern char *strrchr(const char *text, int character);

#define MAX_PATH 4096
#define INTERRUPTED 4 /* EINTR */

static char script[MAX_PATH];

int main(void) {
  unsigned int size = MAX_PATH - 64;
  if (_NSGetExecutablePath(script, &size) != 0) return 70;
  /* Contents/MacOS/<name> becomes Contents/Resources/launch.sh. */
  for (int levels = 0; levels < 2; levels++) {
    char *slash = strrchr(script, '/');
    if (slash == 0) return 70;
    *slash = 0;
  }
  strlcat(script, "/Resources/launch.sh", sizeof script);
  char *arguments[] = {"/bin/sh", script, 0};
  pid child;
  if (posix_spawn(&child, arguments[0], 0, 0, arguments, *_NSGetEnviron()) != 0) return 71;
  int status;
  while (waitpid(child, &status, 0) < 0) {
    if (*__error() != INTERRUPTED) return 71;
  }
  return (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
}
