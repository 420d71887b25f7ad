// What is on the page and can be named, with boxes in CSS px; every printed ASCII character with its middle.
(() => {
  const W = innerWidth, H = innerHeight;
  const tidy = text => (text || "").replace(/\s+/g, " ").trim();
  const shown = node => {
    const style = getComputedStyle(node);
    return style.visibility === "visible" && +style.opacity > 0.05;
  };
  const clip = (node, rect) => {
    let [l, t, r, b] = [Math.max(0, rect.left), Math.max(0, rect.top), Math.min(W, rect.right), Math.min(H, rect.bottom)];
    for (let up = node.parentElement; up && up !== document.documentElement; up = up.parentElement) {
      if (up === document.body) continue;
      if (getComputedStyle(up).overflow !== "visible") {
        const edge = up.getBoundingClientRect();
        l = Math.max(l, edge.left); t = Math.max(t, edge.top); r = Math.min(r, edge.right); b = Math.min(b, edge.bottom);
      }
    }
    return [l, t, r, b];
  };
  const hits = (node, x, y) => { const hit = document.elementFromPoint(x, y); return !!hit && (node === hit || node.contains(hit)); };
  const NATIVE = {
    BUTTON: "button", A: "link", TEXTAREA: "field", SELECT: "combo box", H1: "heading", H2: "heading", H3: "heading", H4: "heading",
    LEGEND: "heading", IMG: "image", TH: "cell", TD: "cell", OPTION: "list item", P: "text", DT: "text", DD: "text", LABEL: "text", FIGCAPTION: "text", SUMMARY: "button",
  };
  const ARIA = {
    button: "button", link: "link", textbox: "field", searchbox: "field", checkbox: "check box", radio: "radio button", switch: "switch",
    tab: "tab", menuitem: "menu item", option: "list item", listitem: "list item", treeitem: "list item", combobox: "combo box",
    slider: "slider", spinbutton: "spin button", img: "image", gridcell: "cell", row: "row", heading: "heading",
  };
  const role = node => {
    if (node.dataset.role) return node.dataset.role;
    const said = ARIA[node.getAttribute("role")];
    if (said) return said;
    if (node.tagName === "INPUT") {
      return { checkbox: "check box", radio: "radio button", range: "slider", number: "spin button", hidden: "", submit: "button",
        button: "button", color: "button" }[node.type] ?? "field";
    }
    if (node.tagName === "A" && !node.hasAttribute("href")) return "";
    return NATIVE[node.tagName] || "";
  };
  const HELD = "a[href],button,input,select,textarea,[role],[data-role]";
  const printed = node => tidy(node.innerText);
  const labelled = node => {
    if (node.labels && node.labels.length) return node.labels[0];
    const by = node.getAttribute("aria-labelledby");
    return by ? document.getElementById(by) : null;
  };
  const group = node => {
    for (let up = node.parentElement; up; up = up.parentElement) {
      if (up.dataset.group) return up.dataset.group;
      if (up.tagName === "TR" && node.tagName !== "TD" && node.tagName !== "TH") {
        const head = up.querySelector("[data-head]") || up.querySelector("th,td");
        if (head && printed(head) && !head.contains(node)) return printed(head);
      }
      if (up.tagName === "FIELDSET") { const head = up.querySelector("legend"); if (head) return printed(head); }
      if (up.matches("section,[role=dialog]")) { const head = up.querySelector("h1,h2,h3,h4"); if (head && head !== node) return printed(head); }
    }
    return "";
  };
  const cut = node => {  // its words end in an ellipsis
    const parts = [node, ...node.querySelectorAll("span")];
    return parts.some(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth && getComputedStyle(one).textOverflow === "ellipsis");
  };
  const state = (node, what) => {
    if (node.disabled || node.getAttribute("aria-disabled") === "true") return "disabled";
    if (["check box", "radio button", "switch"].includes(what)) {
      const said = node.getAttribute("aria-checked");
      return (said === null ? node.checked : said === "true") ? "on" : "off";
    }
    if (node.tagName === "OPTION" && node.selected) return "selected";
    if (node.getAttribute("aria-selected") === "true" || node.getAttribute("aria-current") || node.getAttribute("aria-pressed") === "true") return "selected";
    return "";
  };
  const value = node => {
    if (node.tagName === "SELECT") return node.selectedIndex < 0 ? "" : tidy(node.options[node.selectedIndex].text);
    if (node.tagName === "INPUT" && ["checkbox", "radio"].includes(node.type)) return "";
    if (node.type === "password") return "•".repeat(node.value.length);
    if ("value" in node && ["INPUT", "TEXTAREA"].includes(node.tagName)) return node.value;
    return node.dataset.value || "";
  };
  const elements = [], taken = new Set();
  for (const node of document.body.querySelectorAll("*")) {
    let what = role(node);
    if (!what || what === "none" || !shown(node)) continue;
    if (["text", "cell", "heading"].includes(what) && !node.dataset.role) {
      if (node.tagName === "LABEL" && (node.control || node.querySelector(HELD)) && ["check box", "radio button", "switch"].includes(node.control ? role(node.control) : "check box")) continue;
      if (node.querySelector(HELD) || (node.closest(HELD) && node.closest(HELD) !== node)) continue;
      if (what === "cell" && node.querySelector("h1,h2,h3,h4,p")) continue;
    }
    let about = node;
    const label = labelled(node), wrap = label && label.contains(node) && ["check box", "radio button", "switch"].includes(what);
    if (wrap && label.dataset.apart === undefined) about = label;
    const rects = [...about.getClientRects()].filter(rect => rect.width > 0 && rect.height > 0);
    if (!rects.length) continue;
    const inline = rects.length > 1 && getComputedStyle(about).display === "inline";
    let rect = inline ? rects.sort((a, b) => b.width * b.height - a.width * a.height)[0] : about.getBoundingClientRect();
    if (["text", "heading", "cell"].includes(what)) {  // the words, not the whole line they stand on
      const range = document.createRange();
      range.selectNodeContents(about);
      const inner = range.getBoundingClientRect();
      const own = getComputedStyle(about).overflow === "visible" ? null : about.getBoundingClientRect();  // it cuts its own words off
      if (inner.width > 0) rect = own ? new DOMRect(inner.left, inner.top, Math.min(inner.right, own.right) - inner.left, Math.min(inner.bottom, own.bottom) - inner.top) : inner;
    }
    const box = clip(about, rect), [l, t, r, b] = box;
    if (r - l < 5 || b - t < 5 || (r - l) * (b - t) < 0.45 * rect.width * rect.height) continue;
    if (!hits(about, (l + r) / 2, (t + b) / 2)) continue;
    const words = printed(about), said = node.getAttribute("aria-label") || "";
    let name = tidy(said) || (node.tagName === "INPUT" && ["submit", "button"].includes(node.type) ? node.value : "");
    if (!name && label) name = printed(label).replace(/[:*]\s*$/, "").trim();
    const own = !["INPUT", "SELECT", "TEXTAREA"].includes(node.tagName);
    if (!name && own) name = words;
    if (!name) name = tidy(node.getAttribute("alt") || node.getAttribute("title") || node.getAttribute("placeholder") || "");
    if (!name || name.length > 160) continue;
    const seen = [own ? words : "", label ? printed(label) : "", !own && node.placeholder && !node.value ? node.placeholder : "",
      node.tagName === "INPUT" && ["submit", "button"].includes(node.type) ? node.value : ""].join(" ").toLowerCase();
    const within = group(node), beside = within === name;  // a switch, say, in the row that bears its name
    const written = (beside || seen.includes(name.toLowerCase())) && !cut(about);
    let hint = tidy(node.getAttribute("placeholder") || node.getAttribute("title") || "");
    if (hint.toLowerCase() === name.toLowerCase()) hint = "";
    const key = [what, name, ...box.map(Math.round)].join("|");
    if (taken.has(key)) continue;
    taken.add(key);
    elements.push({ role: what, name, box, ink: inkOf(about, box), written, state: state(node, what), value: value(node), group: beside || name.includes(within) ? "" : within, hint,
      unfolded: node.matches("select:open") });
  }

  const glyphs = [];
  const clear = [...document.querySelectorAll("[data-clear]")];
  clear.forEach(node => { node.style.pointerEvents = "none"; [...node.children].forEach(one => { one.style.pointerEvents = "auto"; }); });
  const keep = (code, x, y, owner) => {
    if (x < 0 || y < 0 || x >= W || y >= H) return;
    const hit = document.elementFromPoint(x, y);
    if (hit && (hit === owner || hit.contains(owner) || owner.contains(hit) || (owner.closest("label") && hit.closest("label") === owner.closest("label")))) glyphs.push(code, x, y);
  };
  const changed = { uppercase: text => text.toUpperCase(), lowercase: text => text.toLowerCase(),
    capitalize: text => text.replace(/(^|[\s-])(\w)/g, (_, before, letter) => before + letter.toUpperCase()) };
  const ends = owner => {  // where the readable part of a text that is cut off ends
    const style = getComputedStyle(owner);
    return style.textOverflow === "ellipsis" && owner.scrollWidth > owner.clientWidth + 1 ? owner.getBoundingClientRect().right - parseFloat(style.fontSize) : Infinity;
  };
  const open = select => select.multiple || select.size > 1;
  const range = document.createRange(), walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const owner = node.parentElement;
    if (!node.data.trim() || !owner || owner.closest("script,style,select,textarea,svg") || !shown(owner)) continue;
    range.selectNodeContents(node);
    const all = range.getBoundingClientRect();
    if (all.bottom < 0 || all.top > H || all.right < 0 || all.left > W || !all.width) continue;
    const text = (changed[getComputedStyle(owner).textTransform] || (same => same))(node.data);
    if (text.length !== node.data.length) continue;
    const last = ends(owner);
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code <= 32 || code > 126) continue;
      range.setStart(node, at); range.setEnd(node, at + 1);
      const rect = range.getBoundingClientRect();
      if (rect.width > 0 && rect.right <= last) keep(code, (rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2, owner);
    }
  }
  const pen = document.createElement("canvas").getContext("2d");
  for (const node of document.querySelectorAll("input,select,option")) {  // their letters are no part of the DOM
    if (["checkbox", "radio", "range", "hidden", "color", "password", "file", "date"].includes(node.type) && !(node.type === "password" && !node.value)) continue;
    if (!shown(node) || !node.getClientRects().length || (node.tagName === "SELECT" && open(node))) continue;
    const style = getComputedStyle(node), rect = node.getBoundingClientRect();
    const text = node.tagName === "OPTION" ? node.text : node.tagName === "SELECT" ? (node.selectedIndex < 0 ? "" : node.options[node.selectedIndex].text) : node.value || node.placeholder;
    if (!text || !rect.width) continue;
    pen.font = style.font; pen.letterSpacing = style.letterSpacing;
    const px = name => parseFloat(style[name]) || 0;
    const inner = node.tagName === "SELECT" && style.appearance !== "none" ? 4 : 0;
    const left = rect.left + px("borderLeftWidth") + px("paddingLeft") + inner, right = rect.right - px("borderRightWidth") - px("paddingRight");
    const room = right - left - (node.tagName === "SELECT" ? 0 : node.type === "number" ? 0 : 0);
    const full = pen.measureText(text).width;
    const start = ["center", "-webkit-center"].includes(style.textAlign) ? left + Math.max(0, (room - full) / 2)
      : ["right", "end"].includes(style.textAlign) && full < room ? right - full : left - node.scrollLeft;
    const y = (rect.top + px("borderTopWidth") + px("paddingTop") + rect.bottom - px("borderBottomWidth") - px("paddingBottom")) / 2;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code <= 32 || code > 126) continue;
      const x = start + (pen.measureText(text.slice(0, at)).width + pen.measureText(text.slice(0, at + 1)).width) / 2;
      if (x > left - 1 && x < right + 1) keep(code, x, y, node);
    }
  }
  clear.forEach(node => { node.style.pointerEvents = ""; });
  // A closed list that is unfolded may lie over anything, and is no part of the DOM.
  const unfolded = document.querySelector("select:open") !== null;
  const dated = unfolded || [...document.querySelectorAll("input[type=date],input[type=time]")].some(node => shown(node) && node.getClientRects().length);
  return { elements: elements.filter(one => !unfolded || one.unfolded), glyphs: dated ? null : glyphs, scroll: [scrollX, scrollY, document.documentElement.scrollWidth, document.documentElement.scrollHeight] };
})()
