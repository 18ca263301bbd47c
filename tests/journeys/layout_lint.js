// What a person would see at once: a page that scrolls sideways, text that is cut off, text that lies on other text.
() => {
  const wrong = [];
  const page = document.documentElement;
  if (page.scrollWidth > window.innerWidth + 1) wrong.push(`sideways scroll: ${page.scrollWidth} > ${window.innerWidth}`);
  const hidden = (e) => e.closest("[hidden], .visually-hidden, dialog:not([open]), .skip, details:not([open]) > :not(summary)") || getComputedStyle(e).clipPath === "inset(50%)"; // read aloud, not shown
  const scrolls = (e) => e.closest(".table-wrap, .side, .tabs, pre");
  const modal = document.querySelector("dialog[open]");
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element || hidden(element) || (modal && !modal.contains(element)) || element.closest("script, style, noscript, option")) continue;
    if (element.checkVisibility && !element.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 2 || box.height < 2) continue;
      if (!scrolls(element)) {
        const right = box.right > window.innerWidth + 1;
        const clip = element.closest(".site-name") ? null : [...ancestors(element)].find((a) => cuts(a, box));
        if (right || clip) wrong.push(`clipped: "${node.data.trim().slice(0, 40)}"`);
      }
      boxes.push([box, node.data.trim().slice(0, 30), element]);
    }
  }
  for (let i = 0; i < boxes.length; i++)
    for (let j = i + 1; j < boxes.length; j++) {
      const [a, said, one] = boxes[i], [b, other, two] = boxes[j];
      if (one.closest(".top") !== two.closest(".top") || one.closest("svg") || two.closest("svg") || one.contains(two) || two.contains(one)) continue;
      if (scrolls(one) !== scrolls(two)) continue;
      const w = Math.min(a.right, b.right) - Math.max(a.left, b.left), h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (w > 3 && h > 5) wrong.push(`overlap: "${said}" and "${other}"`);
    }
  return [...new Set(wrong)];
  function* ancestors(e) { for (let a = e; a && a !== document.body; a = a.parentElement) yield a; }
  function cuts(a, box) {
    const style = getComputedStyle(a);
    if (style.overflowX !== "hidden" && style.overflowX !== "clip") return false;
    const own = a.getBoundingClientRect();
    return box.right > own.right + 2 || box.left < own.left - 2;
  }
}
