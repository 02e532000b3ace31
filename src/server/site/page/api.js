// The functions of affekt serve's interface, done in this browser: each kind of model runs in a worker of its own, and
// nothing is sent anywhere. Stands in for the file of the same name that asks a server.
import {tell} from './elements.js';
import {decode_picture} from './decode_picture.js';
import {decode_voice} from './decode_voice.js';
import {Refusal} from './refusal.js';

export {Refusal};

async function read_json(name) {
  const answer = await fetch(name);
  if (!answer.ok) throw new Refusal(answer.status, `This page's ${name} can't be read: is all of its folder there?`);
  return answer.json();
}

const site = read_json('site.json');
site.catch(() => {});  // told when it is asked for

/** A worker that answers one question after the other. */
class Reader {
  constructor(role, options) {
    this.waiting = new Map();  // number of a question -> its promise's ends
    this.num_asked = 0;
    this.worker = new Worker(`${role}_worker.js`);
    this.worker.onmessage = ({data}) => {
      const {resolve, reject} = this.waiting.get(data.number);
      this.waiting.delete(data.number);
      if (data.fault === undefined) resolve(data.answer);
      else reject(new Refusal(data.status, data.fault));
    };
    this.worker.onerror = (event) => {
      for (const {reject} of this.waiting.values()) reject(new Refusal(500, `The ${role} can't be read: ${event.message}`));
      this.waiting.clear();
    };
    this.worker.postMessage(options);
  }

  /** @param moved buffers of the question that the worker gets as they are */
  async ask(question, moved) {
    const number = ++this.num_asked;
    const answer = new Promise((resolve, reject) => this.waiting.set(number, {resolve, reject}));
    this.worker.postMessage({number, question}, moved);
    if (number > 1) return answer;
    tell('Loading what it takes to read this, once ...');
    try {
      return await answer;
    } finally {
      tell('');
    }
  }
}

const readers = {};
/** @param role "face" or "voice" */
async function reader_of(role) {
  const options = (await site)[role];
  if (!options) throw new Refusal(501, `This page has no model of a ${role}.`);
  readers[role] ??= new Reader(role, options);
  return {reader: readers[role], options};
}

async function read_pixels(image) {
  const {reader} = await reader_of('face');
  const {width, height, data} = image;
  return reader.ask({width, height, pixels: data}, [data.buffer]);
}

export const read_models = () => read_json('models.json');

/** @param bytes a Blob  @param type "image/jpeg", "audio/wav" */
export async function read_emotion(bytes, type) {
  if (type.startsWith('image/')) {
    const {options} = await reader_of('face');
    return read_pixels(await decode_picture(bytes, options.most_megapixels));
  }
  const {reader, options} = await reader_of('voice');
  const samples = await decode_voice(bytes, options);
  return reader.ask({samples}, [samples.buffer]);
}

/** @param frame a canvas with the camera's picture */
export const read_frame = (frame) => read_pixels(frame.getContext('2d').getImageData(0, 0, frame.width, frame.height));

async function refuse_playlist() {
  throw new Refusal(501, 'This page has no songs.');
}
export {refuse_playlist as read_profile, refuse_playlist as make_playlist, refuse_playlist as vote};
