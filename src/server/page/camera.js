// Faces: the camera, frame by frame, or one picture. A frame is read when the one before was answered.
import {read_emotion, read_frame, Refusal} from './api.js';
import {draw_over_time} from './charts.js';
import {find, percent} from './elements.js';
import {clear_emotion, show_emotion} from './emotion_view.js';
import {LastChoice} from './last_choice.js';
import {FaceSmoother} from './smooth_face.js';

const kWidth = 640, kHeight = 480, kFramesPerSecond = 20, kSeconds = 60;
const video = find('video'), picture = find('picture'), boxes = find('boxes'), button = find('camera-button');
const choice = new LastChoice();
let stream = null;

/** @param heard called with each emotion {emotion, probabilities, valence, arousal}, and null: there is none */
export function start_faces(heard) {
  find('face').hidden = false;
  button.addEventListener('click', () => stream ? stop_camera() : start_camera(heard));
  find('picture-file').addEventListener('change', (event) => {
    const file = event.target.files[0];
    event.target.value = '';
    if (file) read_picture(file, heard);
  });
}

const stop_tracks = (of) => of?.getTracks().forEach((track) => track.stop());

function stop_camera() {
  stop_tracks(stream);
  stream = null;
  video.srcObject = null;
  button.textContent = 'Start the camera';
  button.setAttribute('aria-pressed', 'false');
}

function clear_face(text, heard) {
  clear_emotion('face', text);
  find('face-note').textContent = '';
  heard(null);
}

async function open_camera() {
  try {
    return await navigator.mediaDevices.getUserMedia({video: {width: kWidth, height: kHeight}});
  } catch (error) {
    throw new Error(`No camera: ${error.message}`);
  }
}

const start_camera = (heard) => choice.make('', async (is_last) => {
  const opened = await open_camera();
  if (!is_last()) return stop_tracks(opened);
  stream = opened;
  clear_face('', heard);
  button.textContent = 'Stop the camera';
  button.setAttribute('aria-pressed', 'true');
  video.srcObject = stream;
  await video.play().catch(() => {});  // stopped already
  if (stream !== opened) return;
  show_stage(video, video.videoWidth, video.videoHeight);
  await follow(stream, heard);
});

async function follow(own_stream, heard) {
  const smoother = new FaceSmoother();
  const history = [];
  const frame = document.createElement('canvas');
  frame.width = kWidth;
  frame.height = Math.round(kWidth * video.videoHeight / video.videoWidth);
  const context = frame.getContext('2d', {willReadFrequently: true});
  while (stream === own_stream) {
    const begin = performance.now();
    context.drawImage(video, 0, 0, frame.width, frame.height);
    let reading;
    try {
      reading = await read_frame(frame);
    } catch (error) {
      if (stream !== own_stream) return;
      if (error instanceof Refusal && error.status === 503) {  // many clients: come again
        await sleep(1000);
        continue;
      }
      stop_camera();
      throw error;
    }
    if (stream !== own_stream) return;
    const time_s = performance.now() / 1000;
    const face = smoother.update(reading.faces, time_s);
    draw_boxes(reading, face);
    if (face) {
      show_emotion('face', face);
      history.push({time_s, probabilities: face.probabilities});
      while (history[0].time_s < time_s - kSeconds) history.shift();
      find('over-time').hidden = false;
      draw_over_time(history, kSeconds);
      heard(face);
    } else {
      clear_face('No face is found: look into the camera, with light from the front.', heard);
    }
    await sleep(Math.max(0, 1000 / kFramesPerSecond - (performance.now() - begin)));
  }
}

const read_picture = (file, heard) => choice.make('Looking at the picture ...', async (is_last) => {
  stop_camera();
  clear_face('', heard);
  find('stage').hidden = true;
  const reading = await read_emotion(file, file.type);
  const pixels = await createImageBitmap(file);
  if (!is_last()) return;
  picture.width = reading.width;
  picture.height = reading.height;
  picture.getContext('2d').drawImage(pixels, 0, 0, reading.width, reading.height);
  show_stage(picture, reading.width, reading.height);
  draw_boxes(reading, new FaceSmoother().update(reading.faces, 0));
  if (reading.faces.length === 0) return clear_face('No face is found in this picture.', heard);
  show_emotion('face', reading.faces[0]);
  if (reading.faces.length > 1)
    find('face-note').textContent = `${reading.faces.length} faces are found; the largest one counts.`;
  heard(reading.faces[0]);
});

function show_stage(shown, width, height) {
  find('stage').hidden = false;
  video.hidden = shown !== video;
  picture.hidden = shown !== picture;
  boxes.width = width;
  boxes.height = height;
}

function draw_boxes(reading, followed) {
  const context = boxes.getContext('2d');
  context.clearRect(0, 0, boxes.width, boxes.height);
  const scale = boxes.width / reading.width;
  const line = Math.max(2, boxes.width / 200);
  const colour = getComputedStyle(document.documentElement).getPropertyValue('--s1');
  const is_missed = followed && followed.missed > 0;
  for (const face of is_missed ? [...reading.faces, followed] : reading.faces) {
    const is_followed = followed && (face === followed || face.box === followed.found);
    const {x, y, width, height} = is_followed ? followed.box : face.box;
    context.lineWidth = is_followed ? 2 * line : line;
    context.strokeStyle = colour;
    context.strokeRect(scale * x, scale * y, scale * width, scale * height);
    const shown = is_followed ? followed : face;
    const text = `${shown.emotion} ${percent(shown.probabilities[shown.emotion])}`;
    context.font = `${8 * line}px system-ui, sans-serif`;
    const top = Math.max(scale * y, 10 * line);
    context.fillStyle = colour;
    context.fillRect(scale * x, top - 10 * line, context.measureText(text).width + 4 * line, 10 * line);
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--surface');
    context.fillText(text, scale * x + 2 * line, top - 2.5 * line);
  }
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
