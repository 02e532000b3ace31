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

const works = new Map();  // a key of its own -> what is being done
let fault = '', hide_fault;

function show_status() {
  const status = find('status');
  status.textContent = [...new Set([fault, ...works.values()])].filter(Boolean).join(' ');
  status.hidden = !status.textContent;
}

/** Tells the reader, and a screen reader, what went wrong; it fades. '': nothing did. */
export function tell(text) {
  fault = text;
  show_status();
  clearTimeout(hide_fault);
  if (text) hide_fault = setTimeout(() => tell(''), 15000);
}

/** Tells what is being done. @return a function that ends it */
export function tell_work(text) {
  const key = Symbol(text);
  works.set(key, text);
  show_status();
  return () => works.delete(key) && show_status();
}
