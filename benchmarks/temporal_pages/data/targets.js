// What can be seen and clicked, on the page and on what is laid over it (the shadow roots of `.pp-host`).
window.pp = (() => {
  const normal = text => text.replace(/\s+/g, ' ').trim();
  const hosts = () => [...document.querySelectorAll('.pp-host')];
  const roots = () => [document, ...hosts().map(host => host.shadowRoot)];

  // The element at a point, through shadow roots.
  function elementAt(x, y) {
    let element = document.elementFromPoint(x, y);
    while (element && element.shadowRoot) {
      const deeper = element.shadowRoot.elementFromPoint(x, y);
      if (!deeper || deeper === element) break;
      element = deeper;
    }
    return element;
  }

  function within(outer, inner) {
    for (let node = inner; node; node = node.parentNode || node.host) if (node === outer) return true;
    return false;
  }

  const shown = element =>
    element.checkVisibility({opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true});

  const onScreen = rect =>
    rect.width > 0 && rect.height > 0 && rect.right > 0 && rect.bottom > 0 &&
    rect.left < innerWidth && rect.top < innerHeight;

  const uncovered = (element, [x0, y0, x1, y1]) =>
    [0.08, 0.5, 0.92].every(u => [0.15, 0.5, 0.85].every(v =>
      within(element, elementAt(x0 + u * (x1 - x0), y0 + v * (y1 - y0)))));

  function unclipped(element, [x0, y0, x1, y1]) {
    for (let at = element; at; at = at.parentElement || at.getRootNode().host || null) {
      if (at === document.documentElement || at === document.body) continue;
      const style = getComputedStyle(at), rect = at.getBoundingClientRect();
      if (style.overflow === 'visible' || style.display === 'inline') continue;
      if (x0 < rect.left - 2 || y0 < rect.top - 2 || x1 > rect.right + 2 || y1 > rect.bottom + 2) return false;
    }
    return true;
  }

  // A target, if this text at this place is one; whether it is there only once is not asked here.
  function targetOf(text, element, rect) {
    const box = [Math.floor(rect.left), Math.floor(rect.top), Math.ceil(rect.right), Math.ceil(rect.bottom)];
    if (box[0] < 0 || box[1] < 0 || box[2] > innerWidth || box[3] > innerHeight) return [];
    if (rect.height < 8 || rect.width < 8) return [];
    // Printable ASCII but the quote that questions stand in.
    if (!/^[ -&(-~]{3,30}$/.test(text) || (text.match(/[A-Za-z0-9]/g) || []).length < 2) return [];
    return uncovered(element, box) && unclipped(element, box) ? [{text, box}] : [];
  }

  // What is printed in a text node: `text` if any of it is on the screen, and the targets that it gives.
  function printed(node) {
    const element = node.parentElement, text = normal(node.data), none = {text: '', targets: []};
    if (!text || !element || /^(SCRIPT|STYLE|NOSCRIPT|OPTION|TEXTAREA)$/.test(element.tagName)) return none;
    if (!shown(element)) return none;
    const range = document.createRange();
    range.setStart(node, node.data.search(/\S/));
    range.setEnd(node, node.data.trimEnd().length);
    const rects = [...range.getClientRects()].filter(rect => rect.width > 0 && rect.height > 0);
    if (!rects.some(onScreen)) return none;

    const style = getComputedStyle(element);
    const plain =
      rects.length === 1 && normal(element.textContent) === text && style.textTransform === 'none' &&
      style.fontVariantCaps === 'normal' && !style.textIndent.startsWith('-') &&
      (style.whiteSpaceCollapse === 'collapse' || node.data.trim() === text);
    if (!plain) return {text, targets: []};
    // The text of a button stands for all of the button.
    const button = element.closest('button,[role=button],[role=menuitem],[role=tab]');
    if (button && normal(button.textContent) === text) {
      return {text, targets: targetOf(text, button, button.getBoundingClientRect())};
    }
    return {text, targets: targetOf(text, element, rects[0])};
  }

  // The same for what stands in a field.
  function written(input) {
    const rect = input.getBoundingClientRect(), text = normal(input.value || input.placeholder || '');
    if (!/^(text|search|email|)$/.test(input.type) || !text || !shown(input) || !onScreen(rect)) {
      return {text: '', targets: []};
    }
    const fits = input.scrollWidth <= input.clientWidth + 1;
    return {text, targets: fits ? targetOf(text, input, rect) : []};
  }

  // All targets of the screen, as {text, box}: those whose text is there only once.
  function units() {
    const found = [];
    for (const root of roots()) {
      const walk = document.createTreeWalker(root === document ? document.body : root, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) found.push(printed(walk.currentNode));
      for (const input of root.querySelectorAll('input')) found.push(written(input));
    }
    const page = found.map(one => one.text.toLowerCase()).filter(text => text).join('\n');
    const count = text => {
      const literal = text.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return page.match(new RegExp(`(?<![a-z0-9])${literal}(?![a-z0-9])`, 'g')).length;
    };
    return found.flatMap(one => one.targets).filter(one => count(one.text) === 1);
  }

  // The middle of every visible match, as {x, y, text}.
  function spots(selector) {
    const out = [];
    for (const root of roots()) {
      for (const element of root.querySelectorAll(selector)) {
        const rect = element.getBoundingClientRect();
        const x = (rect.left + rect.right) / 2, y = (rect.top + rect.bottom) / 2;
        if (!shown(element) || !onScreen(rect)) continue;
        if (x <= 1 || y <= 1 || x >= innerWidth - 1 || y >= innerHeight - 1) continue;
        if (within(element, elementAt(x, y))) out.push({x, y, text: normal(element.textContent)});
      }
    }
    return out;
  }

  return {normal, hosts, units, spots};
})();
