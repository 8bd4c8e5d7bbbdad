#!/bin/sh
# throwline-applet 1
# Throwline support program for Linux on x86-64. Run it with:  sh THIS-FILE
# It needs no root and installs nothing. What it unpacks, and this file itself, is removed when the session ends.
# Everything below "exit" is compressed data.

# The customer's locale stays what it is: the browser that is started needs it to read the names of files. Only tools whose
# words or bytes are looked at are run in the locale C.
# The function is read whole before anything runs, so that a file cut off in the script does nothing at all.
main() {
  umask 077
  stub_bytes=@STUB_BYTES@
  total_bytes=@TOTAL_BYTES@
  needed_kib=@NEEDED_KIB@
  self=/proc/self/fd/9
  forget_environment
  case ${1-} in
    --supervise) find_self && supervise ;;
    --begin) find_self && begin ;;
    *) hide_name ;;
  esac
}

# What the customer, or a program that started this one, has set for programs of their own: it would bend the runtime, too.
forget_environment() {
  for name in $(env 2>/dev/null | grep -oE '^(NODE|LD|OPENSSL|UV)_[A-Za-z0-9_]+' 2>/dev/null); do
    unset "$name"
  done
  unset SSL_CERT_FILE SSL_CERT_DIR SSLKEYLOGFILE
}

# --- messages -------------------------------------------------------------------------------------------------

# For the customer: on the terminal, and in a dialogue box when the program was started without one.
tell() {
  printf '%s\n' "$1" >&2
  if [ -t 2 ] || [ -z "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; then return 0; fi
  if command -v zenity >/dev/null 2>&1; then
    zenity --error --no-markup --timeout=120 --title='Throwline support' --text="$1" >/dev/null 2>&1
  elif command -v kdialog >/dev/null 2>&1; then
    kdialog --title 'Throwline support' --error "$1" >/dev/null 2>&1
  elif command -v notify-send >/dev/null 2>&1; then
    notify-send 'Throwline support' "$1" >/dev/null 2>&1
  elif command -v xmessage >/dev/null 2>&1; then
    xmessage -timeout 120 "$1" >/dev/null 2>&1
  fi
  return 0
}

fail() {
  tell "$1"
  exit 1
}

# --- before anything is written -------------------------------------------------------------------------------

# The file's name holds the ticket, and every user of this computer can read all command lines. So the script goes on under
# a name that says nothing, and no command is handed the real one while the session can still come about.
hide_name() {
  case $0 in
    */*) file=$0 ;;
    *) file=./$0 ;;
  esac
  [ -f "$file" ] || fail 'Save this program as a file first, then run it with:  sh FILE'
  THROWLINE_FILE=$(cd -- "${file%/*}/" && pwd -P)/${file##*/}
  export THROWLINE_FILE
  exec sh "$self" --begin 9<"$file"
}

# Only this user can read a process's environment.
find_self() {
  file=${THROWLINE_FILE-}
  unset THROWLINE_FILE
  [ -n "$file" ] && [ -r "$self" ] || exit 2
}

check_machine() {
  [ "$(uname -s)" = Linux ] || fail 'This program is for Linux. Open the download page on this computer again to get the right one.'
  case $(uname -m) in
    x86_64 | amd64) ;;
    *) fail "This program is for 64-bit PCs (x86-64); this computer is of another kind ($(uname -m))." ;;
  esac
  for tool in tail tar xz stat df grep mktemp; do
    command -v "$tool" >/dev/null 2>&1 ||
      fail "The program \"$tool\" is missing on this computer. Install it with your package manager (on Debian and Ubuntu: sudo apt install $(package_of "$tool")), then start again."
  done
  [ -e /lib64/ld-linux-x86-64.so.2 ] ||
    fail 'This Linux does not use the GNU C library (it may be Alpine or another musl system). The support program cannot run here.'
}

package_of() {
  case $1 in
    xz) echo xz-utils ;;
    tar | grep) echo "$1" ;;
    *) echo coreutils ;;
  esac
}

check_whole() {
  size=$(stat -Lc %s -- "$self")
  [ "$size" -eq "$total_bytes" ] && return 0
  [ "$size" -lt "$total_bytes" ] &&
    fail "The download is incomplete: $size of $total_bytes bytes have arrived. Download the program again."
  fail 'The downloaded file is damaged. Download the program again.'
}

# Sets "run" to a new folder in the first place that has room and lets programs run. Places with long names come last: a
# browser's socket below them, "/throwline-0123456789/home/tmp/org.chromium.Chromium.012345/SingletonSocket", would have
# more than the 107 characters that a socket's path may have ("man 7 unix").
choose_place() {
  reasons=''
  advice='Ask whoever looks after this computer to let programs run in one of these places, then start again.'
  for length in short long; do
    for place in "${XDG_RUNTIME_DIR-}" "${TMPDIR-}" /tmp /var/tmp; do
      case $place in /*) ;; *) continue ;; esac
      if [ "${#place}" -le 31 ]; then is=short; else is=long; fi
      [ "$is" = "$length" ] && [ -d "$place" ] && [ -w "$place" ] || continue
      free=$(df -Pk -- "$place" 2>/dev/null | tail -n 1 | { read -r _ _ _ available _ && echo "$available"; })
      case $free in '' | *[!0-9]*) continue ;; esac
      if [ "$free" -lt "$needed_kib" ]; then
        advice='Free some space, then start again.'
        reasons="$reasons
  $place has only $((free / 1024)) MB free"
        continue
      fi
      run=$(mktemp -d -- "$place/throwline-XXXXXXXXXX" 2>/dev/null) || continue
      if lets_programs_run; then return 0; fi
      rmdir -- "$run"
      reasons="$reasons
  $place does not let programs run (noexec)"
    done
  done
  run=''
  fail "There is no place to unpack the support program: $((needed_kib / 1024)) MB are needed.${reasons}
${advice}"
}

lets_programs_run() {
  printf '#!/bin/sh\nexit 0\n' >"$run/try" 2>/dev/null && chmod 700 "$run/try" && "$run/try" 2>/dev/null
  ran=$?
  rm -f -- "$run/try"
  return "$ran"
}

# --- in front: what the terminal or the file manager has started ------------------------------------------------

begin() {
  check_machine
  check_whole
  choose_place
  hold_download
  supervisor=''
  trap 'interrupted' INT TERM
  trap 'forsaken' HUP
  warn_root
  printf '%s\n' 'Throwline support starts. You may close this terminal; the program goes on until the session ends, then removes itself.'
  # A session of its own, so that closing the terminal does not end the help.
  apart=''
  if command -v setsid >/dev/null 2>&1; then apart=setsid; fi
  THROWLINE_PLACE=$run THROWLINE_FILE=$file $apart sh "$self" --supervise </dev/null &
  supervisor=$!
  code=1
  while kill -0 "$supervisor" 2>/dev/null; do
    wait "$supervisor"
    code=$?
  done
  trap '' INT TERM HUP
  # Only when the supervisor was killed is there anything left to do.
  if [ -d "$run" ]; then
    clean_folder
    remove_download
  fi
  exit "$code"
}

warn_root() {
  [ "$(id -u 2>/dev/null)" = 0 ] || return 0
  printf '%s\n' 'Warning: you are running this as root, the user who may do everything. The program does not need that, and whoever you let control this computer could then change all of it. If you did not mean to, press Ctrl+C now and start it again as yourself.' >&2
}

interrupted() {
  if [ -n "$supervisor" ]; then
    kill -TERM "$supervisor" 2>/dev/null
  else
    clean_folder
    exit 130
  fi
}

forsaken() {
  [ -n "$supervisor" ] || clean_folder
  exit 129
}

# --- behind: owns the folder, runs the program, removes everything ------------------------------------------------

supervise() {
  run=${THROWLINE_PLACE-}
  unset THROWLINE_PLACE
  case $run in /*/throwline-??????????) ;; *) exit 2 ;; esac
  [ -d "$run" ] || exit 2
  program=''
  stopping=''
  keep=yes
  parted=''
  mark=${run##*/}
  trap '' HUP
  trap 'stop' INT TERM
  trap 'part' USR1
  hold_download
  unpack
  [ -z "$stopping" ] || finish 130
  runtime=$run/runtime/node
  "$runtime" --version >/dev/null 2>"$run/error" ||
    give_up "The support program cannot run on this computer: $(head -n 1 "$run/error")"
  start
  program=$!
  keep=no
  [ -z "$stopping" ] || kill -TERM "$program" 2>/dev/null
  code=1
  while kill -0 "$program" 2>/dev/null; do
    wait "$program"
    code=$?
  done
  # 75 is EX_TEMPFAIL of sysexits.h: no session came about, and trying again may help; the file stays for that.
  if [ "$code" -eq 75 ]; then keep=yes; fi
  message=''
  if [ -s "$run/message" ]; then message=$(head -c 2000 "$run/message"); fi
  if [ -n "$parted" ]; then await_window; fi
  stays=''
  clean
  # Where the window stayed, it has said this.
  if [ -n "$stays" ] && [ -z "$parted" ]; then
    message="${message:+$message
}The support program has removed everything but its own file, which this computer does not let it remove. You can delete it yourself: $stays"
  fi
  if [ -n "$message" ]; then tell "$message"; fi
  exit "$code"
}

start() {
  # Standard error stays as it is for the log: it may be a socket, which cannot be opened again by name.
  if [ "${THROWLINE_APPLET_LOG-}" = 1 ]; then
    THROWLINE_RUN=$run THROWLINE_FILE=$file THROWLINE_SUPERVISED=1 "$runtime" "$run/app/lib/js/main.mjs" >/dev/null 9<&- &
  else
    THROWLINE_RUN=$run THROWLINE_FILE=$file THROWLINE_SUPERVISED=1 "$runtime" "$run/app/lib/js/main.mjs" >/dev/null 2>&1 9<&- &
  fi
}

stop() {
  stopping=yes
  [ -n "$program" ] && [ -z "$parted" ] || return 0
  kill -TERM "$program" 2>/dev/null
  # One that does not listen is not waited for.
  (
    sleep 6
    kill -KILL "$program" 2>/dev/null
  ) 9<&- >/dev/null 2>&1 &
}

unpack() {
  printf '%s\n' '@CONFIG@' >"$run/installation.json" 2>/dev/null
  threads=''
  # Understood from xz 5.4 on, harmless with older ones, unknown to BusyBox.
  if LC_ALL=C xz --help 2>&1 | LC_ALL=C grep -q -e '--threads'; then threads=-T0; fi
  {
    tail -c "+$((stub_bytes + 1))" -- "$self" | xz -dc $threads 2>"$run/unpack-error" || : >"$run/damaged"
  } | LC_ALL=C tar -xof - -C "$run" 2>"$run/write-error"
  written=$?
  [ -z "$stopping" ] || finish 130
  if [ "$written" -eq 0 ] && [ ! -e "$run/damaged" ] && [ -e "$run/complete" ]; then return 0; fi
  free=$(df -Pk -- "$run" 2>/dev/null | tail -n 1 | { read -r _ _ _ available _ && echo "$available"; })
  if LC_ALL=C grep -qi -e 'no space' -e 'quota' -e 'file too large' "$run/write-error" 2>/dev/null || [ "${free:-0}" -lt 1024 ]; then
    give_up "The disk is full: there is not enough space in $(dirname -- "$run") to unpack the support program ($((needed_kib / 1024)) MB). Free some space, then start again."
  fi
  if [ "$written" -gt 128 ]; then
    give_up "Unpacking was stopped (signal $((written - 128))); a limit on the size of files may be set. Start again, or ask your administrator."
  fi
  give_up 'The downloaded file is damaged. Download the program again.'
}

give_up() {
  clean
  fail "$1"
}

finish() {
  clean
  exit "$1"
}

# --- the window stays to be read ------------------------------------------------------------------------------

# The program has no more to do, and asks that everything goes but what its window needs: the browser's profile.
part() {
  [ -n "$program" ] && [ -e "$run/leaving" ] || return 0
  trap '' USR1
  stays=''
  remove_download
  for entry in "$run"/* "$run"/.[!.]*; do
    case ${entry##*/} in home | profile | leaving) ;; *) rm -rf -- "$entry" 2>/dev/null ;; esac
  done
  parted=yes
  printf '%s' "$stays" >"$run/left.new" && mv -- "$run/left.new" "$run/left"
}

# Until the customer closes it.
await_window() {
  window=$(head -c 10 "$run/leaving" 2>/dev/null)
  case $window in '' | *[!0-9]*) return 0 ;; esac
  is_ours "/proc/$window/environ" || is_ours "/proc/$window/cmdline" || return 0
  born=$(born_at "$window")
  while [ -z "$stopping" ] && [ -n "$born" ] && [ "$(born_at "$window")" = "$born" ]; do sleep 1; done
}

# When a process was started, which tells it from a later one of the same number: field 22 of its "stat" ("man 5 proc").
# Nothing for one that has ended.
born_at() {
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 0
  # The name, in brackets, may hold anything.
  # shellcheck disable=SC2086
  set -- ${line##*) }
  [ "$1" = Z ] || echo "${20}"
}

# --- leaving nothing behind -----------------------------------------------------------------------------------

clean() {
  trap '' INT TERM HUP
  clean_folder
  [ "$keep" = yes ] || remove_download
}

clean_folder() {
  mark=${run##*/}
  end_processes
  # Above 128: killed by a signal. Then keys that it held for the technician are still down.
  if [ "${code:-0}" -gt 128 ] && [ -x "$run/runtime/node" ]; then
    "$run/runtime/node" "$run/app/lib/js/main.mjs" --release-input >/dev/null 2>&1
  fi
  tries=0
  while [ -e "$run" ] && [ "$tries" -lt 50 ]; do
    rm -rf -- "$run" 2>/dev/null || sleep 0.1
    tries=$((tries + 1))
  done
  # Browsers in a snap or a Flatpak cannot write elsewhere.
  for folder in "${HOME:-/nonexistent}"/snap/*/common/"$mark" "${HOME:-/nonexistent}"/.var/app/*/cache/"$mark"; do
    if [ -d "$folder" ]; then rm -rf -- "$folder"; fi
  done
}

# Only what is certainly this program's: what it started has the folder in a variable of its own, and a browser that has
# cleared its environment has its profile there. A process that merely mentions the folder is somebody else's: the customer's own
# browser that was handed the window's page, their shell, their editor.
is_ours() {
  case $1 in
    */environ) words_of "$1" | LC_ALL=C grep -Fqx -- "THROWLINE_RUN=$run" ;;
    *) words_of "$1" | LC_ALL=C grep -q -e "^--user-data-dir=/.*/$mark/profile\$" ;;
  esac
}

words_of() {
  LC_ALL=C tr '\0' '\n' 2>/dev/null <"$1"
}

end_processes() {
  tries=0
  while [ "$tries" -lt 50 ]; do
    left=''
    for entry in $(printf '%s\n' "$mark" | LC_ALL=C grep -lsF -f - /proc/[0-9]*/cmdline /proc/[0-9]*/environ); do
      pid=${entry#/proc/}
      pid=${pid%%/*}
      if [ "$pid" = "$$" ] || [ "$pid" = "$PPID" ] || ! is_ours "$entry"; then continue; fi
      if kill -KILL "$pid" 2>/dev/null; then left=yes; fi
    done
    [ -n "$left" ] || return 0
    sleep 0.1
    tries=$((tries + 1))
  done
}

# It has been open since the start, so that its number on the disk cannot go to another file meanwhile.
hold_download() {
  identity=$(stat -Lc %d:%i -- "$self")
}

# Only the very file that was started, and only while it still is this program.
remove_download() {
  now=$(readlink "/proc/$$/fd/9" 2>/dev/null)
  for path in "$now" "$file"; do
    [ -f "$path" ] || continue
    [ "$(stat -Lc %d:%i -- "$path" 2>/dev/null)" = "$identity" ] || continue
    if head -n 2 -- "$path" | LC_ALL=C grep -q '^# throwline-applet 1$'; then
      rm -f -- "$path" 2>/dev/null || stays=$path
    fi
    return 0
  done
}

main "$@"
exit
