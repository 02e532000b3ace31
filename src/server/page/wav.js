// Samples -> a WAV file: PCM, 16 bits, mono.
import {Refusal} from './refusal.js';

export function encode_wav(samples, rate) {
  const bytes = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const write = (at, text) => [...text].forEach((letter, i) => bytes.setUint8(at + i, letter.charCodeAt(0)));
  write(0, 'RIFF');
  bytes.setUint32(4, 36 + 2 * samples.length, true);
  write(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);  // size of what follows up to the data
  bytes.setUint16(20, 1, true);   // PCM
  bytes.setUint16(22, 1, true);   // mono
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, 2 * rate, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  write(36, 'data');
  bytes.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, i) =>
      bytes.setInt16(44 + 2 * i, Math.round(32767 * Math.max(-1, Math.min(1, sample))), true));
  return new Blob([bytes], {type: 'audio/wav'});
}

/** Any sound that the browser can read, such as MP3 -> its samples at this rate, the mean of its channels.
 *  @param weigh (sample) => what it counts */
export async function decode_sound(file, rate, weigh = (sample) => sample) {
  const context = new OfflineAudioContext(1, 1, rate);
  const sound = await context.decodeAudioData(await file.arrayBuffer()).catch(() => {
    throw new Refusal(422, 'The browser cannot read this sound. WAV, FLAC and MP3 work in every browser, Ogg in most.');
  });
  const mixed = new Float32Array(sound.length);
  for (let c = 0; c < sound.numberOfChannels; ++c)
    sound.getChannelData(c).forEach((sample, i) => mixed[i] += weigh(sample) / sound.numberOfChannels);
  return mixed;
}

/** The same as a WAV file at 16 kHz. */
export async function convert_to_wav(file) {
  const kRate = 16000;
  return encode_wav(await decode_sound(file, kRate), kRate);
}
