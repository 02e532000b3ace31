// The HTTP interface of affekt serve (see /openapi.json), as functions. Every request stays on the page's own server.
import {Refusal} from './refusal.js';

export {Refusal};

const token = document.querySelector('meta[name=affekt-token]').content;
const kQuality = 0.85;  // of a frame's JPEG

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refusal(0, 'The server does not answer: was affekt serve ended?');
  }
  const body = await answer.json();
  if (!answer.ok) throw new Refusal(answer.status, body.detail);
  return body;
}

const post = (path, body, type) =>
    ask(path, {method: 'POST', body, headers: {'Content-Type': type, 'X-Affekt-Token': token}});
const post_json = (path, value) => post(path, JSON.stringify(value), 'application/json');

export const read_models = () => ask('/v1/models');
export const read_profile = () => ask('/v1/profile');
/** @param bytes a Blob  @param type "image/jpeg", "audio/wav" */
export const read_emotion = (bytes, type) => post('/v1/emotion', bytes, type);
/** @param frame a canvas with the camera's picture */
export async function read_frame(frame) {
  const bytes = await new Promise((done) => frame.toBlob(done, 'image/jpeg', kQuality));
  return read_emotion(bytes, 'image/jpeg');
}
export const make_playlist = (request) => post_json('/v1/playlist', request);
/** @param of "artist" or "song"  @param thumb "up", "down" or "none" */
export const vote = (of, name, thumb) => post_json('/v1/profile', {of, name, thumb});
