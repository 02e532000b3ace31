// Checks of a page, run inside the browser as one expression: a sentence for each fault, at most 20.
// All details must be open, and the window as high as the page.
(() => {
  const faults = [];
  const width = document.documentElement.clientWidth;
  const name = (element) => {
    const css = element.getAttribute('class');
    return `<${element.tagName.toLowerCase()}${css ? ' class=' + css : ''}> "${(element.textContent || '').trim().slice(0, 50)}"`;
  };
  const is_seen = (element) => element.checkVisibility({opacityProperty: true, visibilityProperty: true});

  // What the page is made of.
  const only = (selector) => {
    const count = document.querySelectorAll(selector).length;
    if (count !== 1) faults.push(`${count} elements ${selector}, expected 1`);
  };
  for (const selector of ['h1', 'main', 'header', 'html[lang]', 'head>title']) only(selector);
  let level = 0;
  for (const heading of document.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) faults.push(`heading ${name(heading)} follows one of level ${level}`);
    level = next;
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id ${id} stands twice`);
  for (const link of document.querySelectorAll('a'))
    if (!document.getElementById(decodeURIComponent(link.hash.slice(1)))) faults.push(`${name(link)} leads nowhere`);
  for (const image of document.querySelectorAll('img')) if (!image.alt) faults.push('an image without words');
  for (const drawing of document.querySelectorAll('svg'))
    if (drawing.getAttribute('role') !== 'img' || (drawing.getAttribute('aria-label') || '').length < 5)
      faults.push('a drawing without words');
  for (const table of document.querySelectorAll('table')) {
    if (!table.caption || !table.caption.textContent.trim()) faults.push(`no caption: ${name(table)}`);
    for (const cell of table.querySelectorAll('th')) if (!cell.scope) faults.push(`no scope: ${name(cell)}`);
  }

  // Widths: nothing makes the page wider than its window, nothing leaves its box, no drawing cuts its text off.
  if (document.documentElement.scrollWidth > width)
    faults.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${width}`);
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (walker.currentNode.data.trim()) words.push(walker.currentNode);
  for (const word of words) {
    const element = word.parentElement;
    if (element.closest('svg,.hidden,.skip,style') || !is_seen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(word);
    const box = element.closest('.scroll,section,.card,.note,header');
    const is_in_scroll = box && box.classList.contains('scroll') && getComputedStyle(box).overflowX === 'auto';
    if (is_in_scroll) continue;
    const limit = box ? box.getBoundingClientRect().right : width;
    for (const place of range.getClientRects())
      if (place.right > limit + 0.5 || place.left < -0.5) {
        faults.push(`text leaves its box by ${Math.round(place.right - limit)} px: ${name(element)}`);
        break;
      }
  }
  for (const box of document.querySelectorAll('.scroll'))
    if (box.scrollWidth > box.clientWidth && box.tabIndex !== 0) faults.push(`no key scrolls ${name(box)}`);
  for (const drawing of document.querySelectorAll('svg')) {
    if (!is_seen(drawing)) continue;
    const frame = drawing.getBoundingClientRect();
    const labels = [...drawing.querySelectorAll('text')].map((text) => ({text, box: text.getBoundingClientRect()}));
    for (const {text, box} of labels)
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        faults.push(`a drawing cuts its text off: ${name(text)}`);
    const scale = frame.width / drawing.viewBox.baseVal.width;
    for (let i = 0; i < labels.length; ++i)
      for (let j = i + 1; j < labels.length; ++j) {
        const a = labels[i], b = labels[j];
        if (a.text.hasAttribute('transform') || b.text.hasAttribute('transform')) continue;  // turned: the box is too large
        const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
        if (across > 2 * scale && down > 5 * scale) faults.push(`texts lie on each other: ${name(a.text)} and ${name(b.text)}`);
      }
  }

  // Contrast of text: WCAG 2.2, 1.4.3.
  const context = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const known = new Map();
  const parse = (colour) => {  // any CSS colour -> red, green, blue 0..255 and opacity 0..1
    if (!known.has(colour)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const lay_over = (top, opacity, below) =>
      [0, 1, 2].map((i) => top[i] * top[3] * opacity + below[i] * (1 - top[3] * opacity)).concat(1);
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((c) => c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (element) => {  // the colour behind an element of HTML
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      if (!(e instanceof SVGElement)) layers.push(parse(getComputedStyle(e).backgroundColor));
    }
    return layers.reduceRight((below, top) => lay_over(top, 1, below), [255, 255, 255, 1]);
  };
  const behind_mark = (text) => {  // in a drawing: what lies below the middle of the text
    const drawing = text.ownerSVGElement;
    const box = text.getBoundingClientRect();
    const marks = document.elementsFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2).filter(
        (e) => drawing.contains(e) && e !== drawing && !['text', 'line'].includes(e.tagName) &&
               (e.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING));
    return marks.reduceRight((below, mark) => {
      const style = getComputedStyle(mark);
      return style.fill === 'none' ? below : lay_over(parse(style.fill), style.fillOpacity * style.opacity, below);
    }, behind(drawing));
  };
  for (const word of words) {
    const element = word.parentElement;
    if (element.closest('title,style,.hidden,.skip') || !is_seen(element)) continue;
    const style = getComputedStyle(element);
    const in_drawing = element.tagName === 'text';
    const below = in_drawing ? behind_mark(element) : behind(element);
    const ink = lay_over(parse(in_drawing ? style.fill : style.color), 1, below);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const found = contrast(ink, below);
    if (found < least) faults.push(`contrast ${found.toFixed(2)} of ${name(element)}`);
  }
  return faults.slice(0, 20);
})()
