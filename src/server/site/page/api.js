// The functions of affekt serve's interface, done in this browser: each kind of model runs in a worker of its own, and
// nothing is sent anywhere. Stands in for the file of the same name that asks a server.
import {tell_work} from './elements.js';
import {decode_picture} from './decode_picture.js';
import {decode_voice} from './decode_voice.js';
import {read_own_file} from './own_file.js';
import {Refusal} from './refusal.js';

export {Refusal};

const site = read_own_file('site.json', 'json');
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
    this.worker.onerror = (event) => {  // a script of its own is missing
      this.fault = new Refusal(500, `What reads a ${role} can't be loaded: is all of this page's folder there?` +
          (event.message ? ` (${event.message})` : ''));
      for (const {reject} of this.waiting.values()) reject(this.fault);
      this.waiting.clear();
    };
    this.worker.postMessage(options);
  }

  /** @param moved buffers of the question that the worker gets as they are */
  async ask(question, moved) {
    if (this.fault) throw this.fault;
    const number = ++this.num_asked;
    const answer = new Promise((resolve, reject) => this.waiting.set(number, {resolve, reject}));
    this.worker.postMessage({number, question}, moved);
    if (number > 1) return answer;
    const end_work = tell_work('Loading what it takes to read this, once ...');
    return answer.finally(end_work);
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

export const read_models = () => read_own_file('models.json', 'json');

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
