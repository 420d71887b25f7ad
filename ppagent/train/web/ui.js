// How the widgets of our pages behave. Pages mark them by data-*; what a task asks for is looked up by its oracle in the DOM.
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const closeMenus = but => all("[data-menu]").forEach(menu => { if (menu !== but && !menu.dataset.stay) menu.hidden = true; });
  window.log = [];
  const note = (what, node) => window.log.push([what, (node && (node.dataset.key || node.getAttribute("aria-label") || node.innerText || "")).trim()]);
  const say = text => { const out = document.querySelector("[data-out]"); if (out) out.textContent = text; };
  window.finish = text => {  // "page:" and a text: the page goes on to another one
    window.finished = true;
    if (!text) return;
    const on = text.startsWith("page:"), note = document.createElement("div");
    note.className = on ? "" : "note"; note.textContent = text.replace("page:", ""); note.dataset.role = "text";
    note.style.cssText = on ? "position:fixed;inset:0;z-index:99;background:var(--paper);padding:12px" : "position:fixed;left:0;right:0;bottom:0;z-index:99;text-align:center";
    document.body.append(note);
  };
  const check = node => {
    if (node.getAttribute("role") === "radio") all("[role=radio]", node.closest("[role=radiogroup]")).forEach(one => one.setAttribute("aria-checked", one === node));
    else node.setAttribute("aria-checked", node.getAttribute("aria-checked") !== "true");
  };
  const act = (node, event) => {
    const data = node.dataset;
    if (node.matches("[role=switch],[role=checkbox],[role=radio]")) check(node);
    if (node.matches("[role=tab]")) {
      all("[role=tab]", node.parentElement).forEach(one => one.setAttribute("aria-selected", one === node));
      if (data.pane) all("[data-panes]").forEach(box => [...box.children].forEach(pane => { pane.hidden = pane.id !== data.pane; }));
    }
    if (data.open) { const target = document.getElementById(data.open); closeMenus(target); target.hidden = data.again === undefined ? !target.hidden : false; event.stopPropagation(); }
    if (data.close) document.getElementById(data.close).hidden = true;
    if (data.drop) { const gone = node.closest(data.drop); if (gone) gone.remove(); }
    if (data.press !== undefined) node.setAttribute("aria-pressed", node.getAttribute("aria-pressed") !== "true");
    if (data.choose) {
      const into = document.getElementById(data.choose);
      if ("value" in into) into.value = node.innerText.trim(); else into.firstChild.textContent = node.innerText.trim();
      into.dataset.value = node.innerText.trim();
      node.closest("[data-menu]").hidden = true;
    }
    if (data.select !== undefined) {
      all("[data-select]", node.parentElement).forEach(one => one.setAttribute("aria-selected", one === node ? "true" : event.ctrlKey && one.getAttribute("aria-selected") === "true" ? "true" : "false"));
    }
    if (data.page) { const at = +data.page; all("[data-sheet]").forEach(one => { one.hidden = +one.dataset.sheet !== at; }); all("[data-page]").forEach(one => one.removeAttribute("aria-current")); node.setAttribute("aria-current", "page"); }
    if (data.step) {
      const pages = all("[data-sheet]"), at = pages.findIndex(one => !one.hidden), to = Math.min(pages.length - 1, Math.max(0, at + +data.step));
      pages.forEach((one, index) => { one.hidden = index !== to; });
    }
    if (data.rate) all("[data-rate]", node.parentElement).forEach(one => one.classList.toggle("lit", +one.dataset.rate <= +data.rate));
    if (data.add) { const count = document.getElementById(data.add); count.textContent = Math.max(0, +count.textContent + +data.by); }
    if (data.sort !== undefined) {  // once: upwards, once more: downwards
      const table = node.closest("table"), body = table.tBodies[0], down = node.dataset.order === "up", at = node.closest("th").cellIndex;
      all("[data-sort]", table).forEach(one => { delete one.dataset.order; one.querySelector("[data-arrow]").textContent = ""; });
      node.dataset.order = down ? "down" : "up"; node.querySelector("[data-arrow]").textContent = down ? " \u25bc" : " \u25b2";
      const key = row => row.cells[at].innerText, by = (a, b) => data.sort === "number" ? parseFloat(key(a)) - parseFloat(key(b)) : key(a).localeCompare(key(b));
      [...body.rows].sort((a, b) => down ? by(b, a) : by(a, b)).forEach(row => body.append(row));
    }
    if (data.say) say(data.say);
    if (data.finish !== undefined) window.finish(data.finish);
    note("click", node);
  };
  const LIVE = "[data-open],[data-close],[data-drop],[data-press],[data-choose],[data-select],[data-page],[data-step],[data-say],[data-finish],[data-key],[role=switch],[role=checkbox],[role=radio],[role=tab],button,a,[role=menuitem]";
  addEventListener("click", event => {
    const node = event.target.closest(LIVE);
    if (node && (node.tagName === "A" || node.type === "submit")) event.preventDefault();
    if (!node || !node.matches("[data-open]")) { const inside = event.target.closest("[data-menu]"); closeMenus(inside); }
    if (node && !node.disabled && node.getAttribute("aria-disabled") !== "true") {
      act(node, event);
      const menu = node.closest("[data-menu]");
      if (menu && node.matches("[role=menuitem]") && !node.dataset.open) closeMenus(null);
    }
  });
  addEventListener("submit", event => event.preventDefault());
  addEventListener("dblclick", event => {
    const node = event.target.closest("[data-double]");
    if (!node) return;
    note("double", node);
    say(node.dataset.double);
    if (node.dataset.into) all("[data-sheet]").forEach(one => { one.hidden = one.dataset.sheet !== node.dataset.into; });
  });
  addEventListener("contextmenu", event => {
    event.preventDefault();
    const node = event.target.closest("[data-right]");
    closeMenus(null);
    if (!node) return;
    const menu = document.getElementById(node.dataset.right);
    menu.hidden = false;
    menu.dataset.of = node.dataset.key;
    menu.style.left = Math.min(event.pageX, innerWidth - menu.offsetWidth - 2) + "px";
    menu.style.top = Math.min(event.pageY, scrollY + innerHeight - menu.offsetHeight - 2) + "px";
    note("right", node);
  });
  addEventListener("keydown", event => {
    const name = [event.ctrlKey && "ctrl", event.altKey && "alt", event.shiftKey && event.key.length > 1 && "shift", event.key.toLowerCase()].filter(Boolean).join("+");
    window.log.push(["key", name]);
    const found = document.querySelector(`[data-keys="${CSS.escape(name)}"]`);
    if (found) { event.preventDefault(); found.dataset.say && say(found.dataset.say); found.dataset.finish !== undefined && window.finish(found.dataset.finish); }
    if (event.key === "Escape") { closeMenus(null); all("[data-escape]").forEach(node => { node.hidden = true; }); }
    if (event.key === "Enter" && event.target.dataset && event.target.dataset.enter) document.getElementById(event.target.dataset.enter).click();
    if (["a", "s", "p", "f", "z", "b", "n", "k"].includes(event.key.toLowerCase()) && event.ctrlKey && !(event.key === "a" && event.target.matches("input,textarea"))) event.preventDefault();
  });
  addEventListener("input", event => {
    const node = event.target;
    if (node.dataset.show) document.getElementById(node.dataset.show).textContent = node.value;
    if (node.dataset.filter !== undefined) {
      const menu = document.getElementById(node.dataset.filter), want = node.value.toLowerCase();
      let some = false;
      [...menu.children].forEach(one => { const fits = !!want && one.innerText.toLowerCase().startsWith(want) || (want && one.textContent.toLowerCase().startsWith(want)); one.hidden = !fits; some ||= fits; });
      menu.hidden = !some;
    }
  });
  let held = null;  // a thing being dragged
  addEventListener("pointerdown", event => {
    const node = event.target.closest("[data-drag]");
    if (!node) return;
    held = { node, x: event.clientX - (parseFloat(node.style.left) || 0), y: event.clientY - (parseFloat(node.style.top) || 0) };
    event.preventDefault();
  });
  addEventListener("pointermove", event => {
    if (!held) return;
    held.node.style.left = event.clientX - held.x + "px";
    if (held.node.dataset.drag !== "x") held.node.style.top = event.clientY - held.y + "px";
    held.node.dispatchEvent(new Event("moved", { bubbles: true }));
  });
  addEventListener("pointerup", event => {
    if (!held) return;
    const node = held.node;
    held = null;
    node.style.pointerEvents = "none";
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-zone]");
    node.style.pointerEvents = "";
    if (under) {
      window.log.push(["drop", node.dataset.key, under.dataset.zone]);
      if (under.dataset.take !== undefined) { under.append(node); node.style.left = node.style.top = ""; }
    }
  });
})();
