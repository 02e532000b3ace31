// Elements of the page, made and found. Text comes in as text: nothing of a song's name becomes markup.
export const find = (id) => document.getElementById(id);

/** make('li', {class: 'song', onclick: f}, 'text', child) */
export function make(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for drawings. */
export function draw(name, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A class of the style sheet with one of eight colours for an emotion; the same name has the same colour. */
const kColours = {angry: 0, disgust: 1, fear: 2, fearful: 2, happy: 3, sad: 4, surprise: 5, surprised: 5, neutral: 6, calm: 7};
export const colour_of = (emotion) => 'c' + (kColours[emotion] ?? 6);

export const percent = (share) => Math.round(100 * share) + ' %';

let hide_status;
/** Tells the reader, and a screen reader, what happened. */
export function tell(text) {
  const status = find('status');
  status.textContent = text;
  status.hidden = !text;
  clearTimeout(hide_status);
  if (text) hide_status = setTimeout(() => tell(''), 15000);
}
