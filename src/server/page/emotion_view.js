// An emotion in words and bars.
import {colour_of, find, make, percent} from './elements.js';

/** @param place "face" or "voice"  @param emotion as /v1/emotion gives it */
export function show_emotion(place, emotion) {
  show_text(place, `looks like: ${emotion.emotion}, ${percent(emotion.probabilities[emotion.emotion])}`.replace(
      'looks', place === 'face' ? 'Looks' : 'Sounds'));
  const bars = find(place + '-bars');
  const names = Object.keys(emotion.probabilities);
  if (bars.childElementCount !== 3 * names.length) {
    bars.replaceChildren(...names.flatMap((name) => [
      make('span', {}, name), make('span', {class: 'track'}, make('div', {class: 'fill ' + colour_of(name)})),
      make('span', {class: 'number'})]));
  }
  names.forEach((name, i) => {
    const share = emotion.probabilities[name];
    bars.children[3 * i + 1].firstChild.style.transform = `scaleX(${share})`;
    bars.children[3 * i + 2].textContent = percent(share);
  });
}

const told = {};
/** Spoken by a screen reader, so it changes at most every three seconds. */
export function show_text(place, text) {
  const now = Date.now();
  const last = told[place];
  clearTimeout(last?.timer);
  const write = () => {
    find(place + '-text').textContent = text;
    told[place] = text ? {time: Date.now()} : undefined;
  };
  if (!last || now - last.time > 3000) write();
  else told[place].timer = setTimeout(write, 3000 - (now - last.time));
}

export function clear_emotion(place, text) {
  clearTimeout(told[place]?.timer);
  told[place] = undefined;
  show_text(place, text);
  find(place + '-bars').replaceChildren();
}
