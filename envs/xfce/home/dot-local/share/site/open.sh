# In: the name of a page. Out: Chromium on it, maximised; the site runs from then on.
# The site is the browser's proxy: several desktops can run at once, each on a port of its own, the address on the screen
# is always the same, and the browser reaches nothing else.
site=~/.local/share/site state=~/.local/state/site
if [ ! -s "$state/port" ]; then
  python3 -I "$site/serve.py" &
  for _ in $(seq 200); do [ -s "$state/port" ] && break; sleep 0.05; done
fi
exec chromium --no-first-run --no-default-browser-check --disable-background-networking --disable-component-update \
  --disable-sync --disable-gpu --disable-quic --password-store=basic --start-maximized \
  --proxy-server="http://127.0.0.1:$(cat "$state/port")" "http://site.example/$1"
