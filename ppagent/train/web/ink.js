// What is drawn of a thing within its box, its words or its icon: where a person would point. Null: the middle of the box.
const inkOf = (node, box) => {
  if (node.tagName === "OPTION") {  // its letters are no part of the DOM
    const style = getComputedStyle(node), pen = document.createElement("canvas").getContext("2d");
    pen.font = style.font;
    const left = node.getBoundingClientRect().left + parseFloat(style.paddingLeft);
    return [left, box[1], Math.min(box[2], left + pen.measureText(node.text).width), box[3]];
  }
  if (["INPUT", "SELECT", "TEXTAREA"].includes(node.tagName) || node.matches(".sw,[data-zone]")) return null;
  const range = document.createRange(), walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), rects = [];
  for (let text; (text = walk.nextNode());) {
    const owner = text.parentElement;
    if (!text.data.trim() || owner.closest("svg,select,textarea") || getComputedStyle(owner).visibility !== "visible") continue;
    const held = owner.closest("a[href],button,input,select");
    if (held && held !== node && node.contains(held)) continue;
    range.selectNodeContents(text);
    rects.push(...range.getClientRects());
  }
  const label = node.tagName === "LABEL";
  if (label) rects.push(...[...node.querySelectorAll("input")].map(one => one.getBoundingClientRect()));
  if (!rects.length) rects.push(...[...node.querySelectorAll("svg,img")].map(one => one.getBoundingClientRect()));
  const seen = rects.filter(rect => rect.width > 1 && rect.right > box[0] && rect.left < box[2] && rect.bottom > box[1] && rect.top < box[3]);
  if (!seen.length) return null;
  const ink = [Math.max(box[0], Math.min(...seen.map(rect => rect.left))), Math.max(box[1], Math.min(...seen.map(rect => rect.top))),
    Math.min(box[2], Math.max(...seen.map(rect => rect.right))), Math.min(box[3], Math.max(...seen.map(rect => rect.bottom)))];
  if (ink[2] - ink[0] < 3 || ink[3] - ink[1] < 3) return null;
  const hit = document.elementFromPoint((ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2);
  if (!hit || (hit !== node && !node.contains(hit))) return null;
  const far = Math.abs(ink[0] + ink[2] - box[0] - box[2]) + Math.abs(ink[1] + ink[3] - box[1] - box[3]);
  return far < 4 && ink[2] - ink[0] > 0.7 * (box[2] - box[0]) ? null : ink;
};
