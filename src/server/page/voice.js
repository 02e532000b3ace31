// Voices: the microphone, its last seconds again and again, or a recording with its curve.
import {read_emotion} from './api.js';
import {draw_recording} from './charts.js';
import {colour_of, find, make} from './elements.js';
import {clear_emotion, show_emotion} from './emotion_view.js';
import {LastChoice} from './last_choice.js';
import {convert_to_wav, encode_wav} from './wav.js';

const kWindow = 3, kPause = 500;  // s that the model hears at once; ms between two answers
const kSent = ['audio/wav', 'audio/x-wav', 'audio/flac', 'audio/x-flac', 'audio/ogg', 'audio/aiff'];
const button = find('microphone-button'), level = find('microphone-level'), player = find('recording-player');
const choice = new LastChoice();
let microphone = null;

/** @param heard called with each emotion {emotion, probabilities, valence, arousal}, and null: there is none */
export function start_voices(heard) {
  find('voice').hidden = false;
  button.addEventListener('click', () => microphone ? stop_microphone() : start_microphone(heard));
  find('sound-file').addEventListener('change', (event) => {
    const file = event.target.files[0];
    event.target.value = '';
    if (file) read_recording(file, heard);
  });
}

function close({stream, context}) {
  stream.getTracks().forEach((track) => track.stop());
  context.close();
}

function stop_microphone() {
  if (microphone) close(microphone);
  microphone = null;
  level.hidden = true;
  button.textContent = 'Start the microphone';
  button.setAttribute('aria-pressed', 'false');
}

function clear_voice(text, heard) {
  clear_emotion('voice', text);
  heard(null);
}

async function open_microphone() {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({audio: {channelCount: 1}});
    const context = new AudioContext({sampleRate: 16000});
    await context.audioWorklet.addModule('recorder_worklet.js');
    const recorder = new AudioWorkletNode(context, 'recorder', {numberOfOutputs: 0});
    context.createMediaStreamSource(stream).connect(recorder);
    return {stream, context, recorder};
  } catch (error) {
    throw new Error(`No microphone: ${error.message}`);
  }
}

const start_microphone = (heard) => choice.make('', async (is_last) => {
  const opened = await open_microphone();
  if (!is_last()) return close(opened);
  microphone = opened;
  clear_voice('', heard);
  find('recording').hidden = true;
  button.textContent = 'Stop the microphone';
  button.setAttribute('aria-pressed', 'true');
  await listen(microphone, heard);
});

async function listen(own, heard) {
  const most = kWindow * own.context.sampleRate;
  let samples = [];
  own.recorder.port.onmessage = (event) => {
    samples.push(...event.data);
    if (samples.length > most) samples = samples.slice(-most);
  };
  level.hidden = false;
  while (microphone === own) {
    await new Promise((done) => setTimeout(done, kPause));
    level.textContent = `The last ${(samples.length / own.context.sampleRate).toFixed(1)} s are listened to.`;
    if (samples.length < own.context.sampleRate) continue;
    try {
      const reading = await read_emotion(encode_wav(samples, own.context.sampleRate), 'audio/wav');
      if (microphone !== own) return;
      show_emotion('voice', reading);
      heard(reading);
    } catch (error) {
      if (microphone !== own) return;
      if (error.status === 422) {  // silence
        clear_voice('Nothing is heard.', heard);
      } else if (error.status !== 503) {
        stop_microphone();
        throw error;
      }
    }
  }
}

const read_recording = (file, heard) => choice.make('Listening to the recording ...', async (is_last) => {
  stop_microphone();
  clear_voice('', heard);
  find('recording').hidden = true;
  const sent = kSent.includes(file.type) ? file : await convert_to_wav(file);
  const reading = await read_emotion(sent, sent.type);
  if (!is_last()) return;
  show_emotion('voice', reading);
  show_recording(file, reading);
  heard(reading);
});

function show_recording(file, reading) {
  find('recording').hidden = false;
  URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(file);
  const jump = (time) => {
    player.currentTime = time;
    player.play().catch(() => {});  // the browser may want a click first
  };
  const mark = draw_recording(reading, jump);
  player.ontimeupdate = () => mark(player.currentTime);
  find('recording-segments').replaceChildren(...reading.segments.map((segment) => make('li', {},
      make('button', {type: 'button', class: segment.emotion ? colour_of(segment.emotion) : '', onclick: () => jump(segment.start_s)},
           `${segment.start_s.toFixed(1)} s ${segment.emotion ?? 'silent'}`))));
}
