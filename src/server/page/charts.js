// Drawings: the plane of valence and arousal, and emotion over time.
import {colour_of, draw, find} from './elements.js';

const kPlaneWide = 400, kPlaneHigh = 320, kMargin = 32;
const across = (valence) => kPlaneWide / 2 + (kPlaneWide / 2 - kMargin) * Math.max(-1, Math.min(1, valence));
const down = (arousal) => kPlaneHigh / 2 - (kPlaneHigh / 2 - kMargin) * Math.max(-1, Math.min(1, arousal));

const kLetter = 6.6, kLine = 14;  // of a label: about as wide as a letter is, as high as a line
const kMarkSize = {mood: 3, face: 6, voice: 8, target: 8};  // half of it

/** A mark of its own shape for each kind. */
function draw_mark({kind, x, y}) {
  const size = kMarkSize[kind];
  if (kind === 'voice') return draw('path', {class: kind, d: `M${x} ${y - size}l${size} ${size}l${-size} ${size}l${-size} ${-size}z`});
  return draw('circle', {class: kind, cx: x, cy: y, r: size});
}

const box_around = (x, y, wide, high) => ({left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2});

function overlap(a, b) {
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, wide) * Math.max(0, high);
}

/** A name on that side of its mark where it covers the least of what is there. @param taken boxes; gets its own, too */
function draw_label({name, kind, x, y}, taken) {
  const wide = kLetter * name.length, gap = kMarkSize[kind] + 4;
  const area = {left: 0, right: kPlaneWide, top: 0, bottom: kPlaneHigh};
  const places = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]].map(([right, below]) =>
      box_around(x + right * (gap + wide / 2), y + below * (below && right ? kLine : gap + kLine / 2), wide, kLine));
  const cost = (box) => taken.reduce((sum, other) => sum + overlap(box, other), 2 * (wide * kLine - overlap(box, area)));
  const best = places.reduce((a, b) => cost(b) < cost(a) ? b : a);
  taken.push(best);
  return draw('text', {class: kind === 'mood' ? null : 'name', x: best.left, y: best.bottom - 3}, name);
}

/** @param moods [{name, valence, arousal}]; places that lie on each other are named once
    @param points [{name, valence, arousal, kind: 'face' | 'voice' | 'target'}] */
export function draw_plane(moods, points) {
  const words = points.map((p) => `${p.name}: valence ${p.valence.toFixed(2)}, arousal ${p.arousal.toFixed(2)}`);
  const picture = draw('svg', {viewBox: `0 0 ${kPlaneWide} ${kPlaneHigh}`, role: 'img',
    'aria-label': 'Plane of valence and arousal. ' + (words.join('; ') || 'Nothing is marked yet.')});
  const ends = [
    draw('text', {x: kPlaneWide - 4, y: kPlaneHigh / 2 + 16, 'text-anchor': 'end'}, 'pleasant'),
    draw('text', {x: 4, y: kPlaneHigh / 2 + 16}, 'unpleasant'),
    draw('text', {x: kPlaneWide / 2, y: 16, 'text-anchor': 'middle'}, 'excited'),
    draw('text', {x: kPlaneWide / 2, y: kPlaneHigh - 8, 'text-anchor': 'middle'}, 'calm')];
  picture.append(
      draw('line', {class: 'axis', x1: kMargin, x2: kPlaneWide - kMargin, y1: kPlaneHigh / 2, y2: kPlaneHigh / 2}),
      draw('line', {class: 'axis', y1: kMargin, y2: kPlaneHigh - kMargin, x1: kPlaneWide / 2, x2: kPlaneWide / 2}), ...ends);
  const places = new Map(moods.map((mood) => [`${mood.valence} ${mood.arousal}`, {...mood, kind: 'mood'}]).reverse());
  const marks = [...places.values(), ...points].map((mark) => ({...mark, x: across(mark.valence), y: down(mark.arousal)}));
  const taken = marks.map(({kind, x, y}) => box_around(x, y, 2 * kMarkSize[kind], 2 * kMarkSize[kind]));
  taken.push(box_around(kPlaneWide - 29, kPlaneHigh / 2 + 12, 50, kLine), box_around(36, kPlaneHigh / 2 + 12, 64, kLine),
             box_around(kPlaneWide / 2, 12, 46, kLine), box_around(kPlaneWide / 2, kPlaneHigh - 12, 30, kLine));
  const labels = [...marks].reverse().map((mark) => draw_label(mark, taken));  // of points first: they find room
  picture.append(...marks.map(draw_mark), ...labels);
  find('plane').replaceChildren(picture);
}

const kWide = 600, kHigh = 160, kBelow = 20;

/** @param history [{time_s, probabilities: {emotion: p}}], oldest first  @param seconds shown at most */
export function draw_over_time(history, seconds) {
  if (history.length < 2) return;
  const end = history[history.length - 1].time_s;
  const x = (time) => kWide * (1 - (end - time) / seconds);
  const y = (share) => (kHigh - kBelow) * (1 - share) + 2;
  const names = Object.keys(history[0].probabilities);
  const last = history[history.length - 1].probabilities;
  const picture = draw('svg', {viewBox: `0 0 ${kWide} ${kHigh}`, role: 'img',
    'aria-label': 'Probabilities over time; at last ' + names.map((n) => `${n} ${Math.round(100 * last[n])} %`).join(', ')});
  for (const share of [0, 0.5, 1]) picture.append(draw('line', {x1: 0, x2: kWide, y1: y(share), y2: y(share)}));
  for (const name of names)
    picture.append(draw('polyline', {class: colour_of(name),
      points: history.map((h) => `${x(h.time_s).toFixed(1)},${y(h.probabilities[name]).toFixed(1)}`).join(' ')}));
  picture.append(draw('text', {x: 2, y: kHigh - 4}, `${seconds} s ago`),
                 draw('text', {x: kWide - 2, y: kHigh - 4, 'text-anchor': 'end'}, 'now'));
  find('time-chart').replaceChildren(picture);
}

/** A recording as bands of its emotions, as high as they are likely. @param jump called with seconds on a click */
export function draw_recording(reading, jump) {
  const x = (time) => kWide * time / reading.duration_s;
  const picture = draw('svg', {viewBox: `0 0 ${kWide} ${kHigh}`, role: 'img',
    'aria-label': `Emotion along ${reading.duration_s.toFixed(1)} seconds; the list below says the same`,
    onclick: (event) => {
      const box = picture.getBoundingClientRect();
      jump(reading.duration_s * (event.clientX - box.left) / box.width);
    }});
  for (const window of reading.windows) {
    const share = window.emotion ? window.probabilities[window.emotion] : 0.05;
    const height = (kHigh - kBelow) * share;
    picture.append(draw('rect', {class: window.emotion ? colour_of(window.emotion) : 'silent', x: x(window.from_s),
      width: Math.max(1, x(window.to_s) - x(window.from_s)), y: kHigh - kBelow - height, height}));
  }
  const now = draw('line', {class: 'now', x1: 0, x2: 0, y1: 0, y2: kHigh - kBelow});
  picture.append(now, draw('text', {x: 2, y: kHigh - 4}, '0 s'),
                 draw('text', {x: kWide - 2, y: kHigh - 4, 'text-anchor': 'end'}, reading.duration_s.toFixed(1) + ' s'));
  find('recording-chart').replaceChildren(picture);
  return (time) => {
    now.setAttribute('x1', x(time));
    now.setAttribute('x2', x(time));
  };
}
