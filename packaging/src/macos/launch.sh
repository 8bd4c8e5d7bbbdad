# Throwline support program for macOS: what the launcher of the bundle runs, with the system's shell.
# It installs nothing. What it unpacks, the bundle and the downloaded zip are removed when the session ends.

umask 077
LC_ALL=C
export LC_ALL

# What the customer has set for programs of their own would bend the runtime, too.
for name in $(env | grep -oE '^(NODE|OPENSSL|UV)_[A-Za-z0-9_]+'); do
  unset "$name"
done
unset SSL_CERT_FILE SSL_CERT_DIR SSLKEYLOGFILE

needed_kib=409600
seal=Contents/_CodeSignature/CodeResources
events="$HOME/Library/Preferences/com.apple.LaunchServices.QuarantineEventsV2"

# --- messages -------------------------------------------------------------------------------------------------

# For the customer. The text is handed over as an argument, never as a part of the script.
tell() {
  printf '%s\n' "$1" >&2
  osascript -e 'on run words' \
    -e 'display dialog (item 1 of words) with title "Throwline support" buttons {"OK"} default button 1 with icon caution giving up after 600' \
    -e 'end run' -- "$1" >/dev/null 2>&1
  return 0
}

fail() {
  clean_folder
  tell "$1"
  exit 1
}

# --- where the download is ------------------------------------------------------------------------------------

# macOS runs a downloaded program from a read-only copy in a random place until its user has moved it (app
# translocation). The copy is a mount, and the mount names the place that it was made of. That place is not looked at before
# it has to be: for the Downloads folder, macOS asks the customer.
find_bundle() {
  contents=$(cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 70
  app=$(dirname -- "$contents")
  bundle=$app
  case $app in
    */AppTranslocation/*)
      point=${app%/d/*}
      bundle=$(mount | while IFS= read -r line; do
        case $line in
          *.app" on $point ("*) printf '%s\n' "${line%" on $point ("*}" ;;
        esac
      done | head -n 1)
      ;;
  esac
}

# Sets "download" to the name of the downloaded zip, which holds the session's ticket. First from the note that macOS keeps of
# where a download came from: reading it asks the customer nothing. Else by looking beside the bundle, for which
# macOS may ask; several such files say nothing.
find_download() {
  download=''
  mark=$(xattr -p com.apple.quarantine "$app" 2>/dev/null)
  event=${mark##*;}
  case $event in
    '' | *[!0-9A-Fa-f-]*) ;;
    *)
      address=$(sqlite3 -readonly "$events" \
        "select LSQuarantineDataURLString from LSQuarantineEvent where LSQuarantineEventIdentifier = '$event'" 2>/dev/null)
      address=${address%%[?#]*}
      name=${address##*/}
      if is_download "$name"; then download=$name; fi
      ;;
  esac
  if [ -n "$download" ] || [ -z "$bundle" ]; then return 0; fi
  for path in "$(dirname -- "$bundle")"/Support-*-*.zip; do
    name=$(basename -- "$path")
    is_download "$name" || continue
    if [ -n "$download" ] && [ "$(ticket_of "$name")" != "$(ticket_of "$download")" ]; then
      download=''
      return 0
    fi
    download=$name
  done
}

is_download() {
  printf '%s\n' "$1" | grep -Eqi '^Support-[0-9a-z]{1,40}-[0-9a-hjkmnp-tv-z]{26}([^0-9a-z].*)?\.zip$'
}

ticket_of() {
  printf '%s\n' "$1" | sed -E 's/^Support-[0-9A-Za-z]*-([0-9A-Za-z]{26}).*/\1/'
}

# --- unpacking ------------------------------------------------------------------------------------------------

choose_architecture() {
  # A shell under Rosetta says x86_64; the hardware says what it is.
  if [ "$(sysctl -n hw.optional.arm64 2>/dev/null)" = 1 ]; then architecture=arm64; else architecture=x64; fi
}

make_folder() {
  place=${TMPDIR:-/tmp}
  free=$(df -Pk -- "$place" 2>/dev/null | tail -n 1 | { read -r _ _ _ available _ && echo "$available"; })
  case $free in '' | *[!0-9]*) free=$needed_kib ;; esac
  if [ "$free" -lt "$needed_kib" ]; then
    fail "There is not enough space on this Mac to unpack the support program: $((needed_kib / 1024)) MB are needed, $((free / 1024)) MB are free. Free some space, then start again."
  fi
  run=$(mktemp -d "${place%/}/throwline-XXXXXXXXXX" 2>/dev/null) ||
    fail 'There is no place on this Mac to unpack the support program. Restart the Mac, then start again.'
}

unpack() {
  resources=$contents/Resources
  cp -- "$resources/installation.json" "$run/installation.json" &&
    tar -xf "$resources/app.tar.xz" -C "$run" &&
    tar -xqf "$resources/runtime.tar.xz" -C "$run" "runtime/$architecture/node" ||
    fail 'The support program could not be unpacked. It may be damaged, or the disk is full. Download it again.'
  node=$run/runtime/$architecture/node
  "$node" --version >/dev/null 2>"$run/error" ||
    fail "The support program cannot run on this Mac: $(head -n 1 "$run/error")"
}

# --- leaving nothing behind -----------------------------------------------------------------------------------

clean_folder() {
  [ -n "${run-}" ] || return 0
  # Every process that was started from the folder bears its name in its command line.
  pkill -KILL -f "$(basename -- "$run")" 2>/dev/null
  tries=0
  while [ -e "$run" ] && [ "$tries" -lt 50 ]; do
    rm -rf -- "$run" 2>/dev/null || sleep 0.1
    tries=$((tries + 1))
  done
}

# The bundle that was started and the zips of its ticket, nothing else. For both, macOS may ask the customer once.
remove_download() {
  if [ -z "$bundle" ]; then
    tell "The session is over. macOS does not say where the support program was downloaded to, so it cannot remove itself. Drag “$(basename -- "$app")” from your Downloads to the Bin."
    return 0
  fi
  folder=$(dirname -- "$bundle")
  if [ "$bundle" != "$app" ] && [ -e "$bundle/$seal" ] && ! cmp -s -- "$bundle/$seal" "$app/$seal"; then return 0; fi
  rm -rf -- "$bundle" 2>/dev/null
  if [ -n "$download" ]; then
    ticket=$(ticket_of "$download")
    for path in "$folder"/Support-*-"$ticket"*.zip; do
      if [ -f "$path" ]; then rm -f -- "$path" 2>/dev/null; fi
    done
  fi
  if [ -e "$bundle" ]; then
    tell "macOS did not let the support program remove itself. Drag “$(basename -- "$bundle")” from the folder “$(basename -- "$folder")” to the Bin."
  fi
}

stop() {
  stopping=yes
  [ -z "${program-}" ] || kill -TERM "$program" 2>/dev/null
}

# --- the whole ------------------------------------------------------------------------------------------------

run=''
stopping=''
trap 'stop' INT TERM HUP
find_bundle
find_download
choose_architecture
make_folder
unpack
if [ -n "$stopping" ]; then
  clean_folder
  exit 130
fi
file=''
if [ -n "$download" ] && [ -n "$bundle" ]; then file=$(dirname -- "$bundle")/$download; fi
if [ -n "$download" ] && [ -z "$bundle" ]; then file=$download; fi
program_name=$(basename -- "$app" .app)
THROWLINE_RUN=$run THROWLINE_FILE=$file THROWLINE_PROGRAM=$program_name "$node" "$run/app/lib/js/main.mjs" </dev/null >/dev/null 2>&1 &
program=$!
[ -z "$stopping" ] || kill -TERM "$program" 2>/dev/null
code=1
while kill -0 "$program" 2>/dev/null; do
  wait "$program"
  code=$?
done
trap '' INT TERM HUP
# Above 128: killed by a signal. Then keys that it held for the technician are still down.
if [ "$code" -gt 128 ]; then "$node" "$run/app/lib/js/main.mjs" --release-input >/dev/null 2>&1; fi
message=''
if [ -s "$run/message" ]; then message=$(head -c 2000 "$run/message"); fi
clean_folder
# 75 is EX_TEMPFAIL of sysexits.h: no session came about, and trying again may help; the program stays for that.
[ "$code" -eq 75 ] || remove_download
if [ -n "$message" ]; then tell "$message"; fi
exit "$code"
