# In: the display numbers to try, the X server's command, then orders on standard input, one a line.
# Out: "display N BUS", then one answer per `run`. At the end of its input (ppagent is gone, whatever the way)
# everything that was ever started here dies.
#   launch CODE               start it and forget it
#   run ID SECONDS CODE       answer: ID STATUS STDOUT STDERR      (CODE, STDOUT and STDERR are base64)
numbers=$1
shift
cd "$HOME" || exit 1

for number in $numbers; do
  # The server writes its number when it is ready, nothing when the number is taken.
  exec 3< <(exec "$@" ":$number" -displayfd 1 </dev/null)
  read -r -t 20 -u 3 DISPLAY && break
done
exec 3<&-
if [ -n "$DISPLAY" ]; then
  export DISPLAY=":$DISPLAY"
  exec 4< <(exec dbus-daemon --session --nofork --nosyslog --print-address --address="unix:path=$XDG_RUNTIME_DIR/bus" </dev/null)
  read -r -t 10 -u 4 DBUS_SESSION_BUS_ADDRESS
  export DBUS_SESSION_BUS_ADDRESS
fi
printf 'display %s %s\n' "${DISPLAY:--}" "${DBUS_SESSION_BUS_ADDRESS:--}"

answer() {
  local out="$XDG_RUNTIME_DIR/ppagent-$1.out" err="$XDG_RUNTIME_DIR/ppagent-$1.err"
  timeout -k 1 "$2" bash -c "$3" </dev/null >"$out" 2>"$err"
  printf '%s %s =%s =%s\n' "$1" "$?" "$(head -c 1000000 "$out" | base64 -w0)" "$(head -c 1000000 "$err" | base64 -w0)"
  rm -f "$out" "$err"
}

while read -r order first seconds code; do
  case $order in
    launch) bash -c "$(base64 -d <<<"$first")" </dev/null >&2 4<&- & ;;
    run) answer "$first" "$seconds" "$(base64 -d <<<"$code")" 4<&- & ;;
  esac
done

if [ $$ -eq 1 ]; then
  kill -KILL -1 # all of this PID namespace but ourselves
else
  for round in 1 2 3 4 5; do
    for entry in $(grep -lzsx "PPAGENT_SCRATCH=$PPAGENT_SCRATCH" /proc/[0-9]*/environ); do
      pid=${entry//[!0-9]/}
      [ "$pid" = $$ ] || kill -KILL "$pid" 2>/dev/null
    done
  done
fi
rm -rf -- "${PPAGENT_SCRATCH:?}" 2>/dev/null
