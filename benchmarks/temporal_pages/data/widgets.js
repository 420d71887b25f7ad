// How made pages and foreign widgets behave; `data-do`, `data-find`, `data-filter` and `data-suggest` say what is what.
Object.assign(window.pp, (() => {
  const {normal, hosts} = window.pp;

  // Mark every occurrence of a word on the page.
  function find(word) {
    const ranges = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (word && walk.nextNode()) {
      const text = walk.currentNode.data.toLowerCase();
      for (let i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + word.length)) {
        const range = new Range();
        range.setStart(walk.currentNode, i);
        range.setEnd(walk.currentNode, i + word.length);
        ranges.push(range);
      }
    }
    CSS.highlights.set('pp', new Highlight(...ranges));
    return `${ranges.length} matches`;
  }

  // Show one of the sections beside a row of tabs.
  function turnTo(tab) {
    const tabs = [...tab.parentElement.children];
    const panes = tab.parentElement.parentElement.querySelectorAll(':scope > section');
    tabs.forEach((each, i) => {
      each.setAttribute('aria-selected', each === tab);
      panes[i].hidden = each !== tab;
    });
  }

  // Hide or show what stands below a heading.
  function fold(heading) {
    let first = heading;
    while (!first.nextElementSibling && first.parentElement !== document.body) first = first.parentElement;
    const ends = node => /^H[1-6]$/.test(node.tagName) && +node.tagName[1] <= +heading.tagName[1];
    for (let node = first.nextElementSibling; node && !ends(node); node = node.nextElementSibling) {
      node.style.display = node.style.display === 'none' ? '' : 'none';
    }
  }

  // Offer what contains the typed text below its field.
  function suggest(field, value) {
    const fitting = JSON.parse(field.dataset.suggest).filter(word => word.toLowerCase().includes(value)).slice(0, 7);
    const list = field.nextElementSibling;
    list.innerHTML = fitting.map(() => '<div class=item role=option></div>').join('');
    fitting.forEach((word, i) => { list.children[i].textContent = word; });
    list.hidden = !fitting.length || !value;
  }

  function wire(root) {
    const all = selector => [...root.querySelectorAll(selector)];
    const say = text => all('.count').forEach(element => { element.textContent = text; });

    root.addEventListener('click', event => {
      const hit = event.target.closest('[data-do]'), what = hit && hit.dataset.do;
      const item = event.target.closest('.item');
      const opened = what === 'menu' ? hit.nextElementSibling : null;
      if (item) say(`${normal((item.firstElementChild || item).textContent)} done`);
      all('.pop').forEach(pop => { if (pop !== opened) pop.hidden = true; });
      if (opened) opened.hidden = !opened.hidden;
      if (what === 'close') root.host.remove();
      if (what === 'tab') turnTo(hit);
      if (what === 'fold') {
        event.preventDefault();
        fold(hit);
      }
    });

    root.addEventListener('change', () => {
      const boxes = all('input[type=checkbox]');
      if (boxes.length) say(`${boxes.filter(box => box.checked).length} of ${boxes.length} selected`);
    });

    root.addEventListener('input', event => {
      const field = event.target, value = field.value.toLowerCase();
      if (field.dataset.find) say(find(value));
      if (field.dataset.suggest) suggest(field, value);
      if (field.dataset.filter) {
        const rows = all('tbody tr');
        rows.forEach(row => { row.hidden = !row.textContent.toLowerCase().includes(value); });
        say(`${rows.filter(row => !row.hidden).length} rows shown`);
      }
    });
  }

  // Once per page: hold it still, let what is on it work.
  function start(still) {
    const style = document.createElement('style');
    style.textContent = still;
    document.documentElement.append(style);
    wire(document);
  }

  // Lay a widget over the page, in a shadow root with a style of its own, moved so that all of it is seen.
  function put(inner, css, place) {
    const host = document.createElement('div');
    host.className = 'pp-host';
    host.style.cssText = `all:initial;position:fixed;z-index:2147483000;${place}`;
    const root = host.attachShadow({mode: 'open'});
    root.innerHTML = `<style>${css}</style>${inner}`;
    document.documentElement.append(host);
    wire(root);
    const {left, top, width, height} = host.getBoundingClientRect();
    if (host.style.left) host.style.left = `${Math.max(0, Math.min(left, innerWidth - width - 2))}px`;
    if (host.style.top) host.style.top = `${Math.max(0, Math.min(top, innerHeight - height - 2))}px`;
  }

  const drop = () => hosts().forEach(host => host.remove());

  // From here on a click on a heading folds what stands below it.
  const foldable = () => document.querySelectorAll('h2,h3,h4').forEach(heading => { heading.dataset.do = 'fold'; });

  return {start, put, drop, foldable};
})());
