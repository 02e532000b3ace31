// The page: what the server can do becomes visible, and what is seen and heard goes to the playlist.
import {read_models, Refusal} from './api.js';
import {start_faces} from './camera.js';
import {draw_plane} from './charts.js';
import {find, make, tell} from './elements.js';
import {offer_mood, start_playlist} from './playlist_view.js';
import {start_voices} from './voice.js';

const kMarks = {face: 'The circle is the face.', voice: 'The diamond is the voice.'};
const kRoles = {face: 'Faces', voice: 'Voices', songs: 'Songs', next: 'Next songs'};

function describe_metric(metric) {
  if (!metric) return 'not measured against a truth';
  const interval = metric.ci95 ? ` (${metric.ci95.map((v) => v.toFixed(3)).join(' to ')})` : '';
  return `${metric.name.replaceAll('_', ' ')} ${metric.value.toFixed(3)}${interval} on ${metric.split}`;
}

function show_models(models) {
  document.querySelector('#models tbody').replaceChildren(...models.models.map((model) => make('tr', {},
      make('th', {scope: 'row'}, kRoles[model.role]), make('td', {}, model.name ?? ''), make('td', {}, model.dataset ?? ''),
      make('td', {}, describe_metric(model.metric)), make('td', {}, (model.classes ?? []).join(', ')))));
}

async function start() {
  const models = await read_models();
  show_models(models);
  const points = {};
  const draw = () => draw_plane(models.moods, Object.values(points).filter(Boolean));
  const hear = (source) => (emotion) => {
    points[source] = emotion && {name: source, kind: source, valence: emotion.valence, arousal: emotion.arousal};
    if (emotion && models.library) offer_mood(source, emotion);
    draw();
  };
  const roles = new Set(models.models.map((model) => model.role));
  if (roles.has('face')) start_faces(hear('face'));
  if (roles.has('voice')) start_voices(hear('voice'));
  for (const role of roles) if (kMarks[role]) find('plane-text').textContent += ' ' + kMarks[role];
  if (models.library) find('plane-text').textContent += ' The ring is the mood of the playlist.';
  else document.querySelector('.skip').remove();
  if (models.library)
    start_playlist(models, (place) => {
      points.mood = place && {name: 'mood of the playlist', kind: 'target', valence: place.valence, arousal: place.arousal};
      draw();
    });
  draw();
  find('models').dataset.ready = 'true';
}

find('start').remove();  // what is to be read where this does not run
start().catch((error) => tell(error instanceof Refusal ? error.message : `This page can't start: is all of it there? (${error.message})`));
