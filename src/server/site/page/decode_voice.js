// The file of a recording -> its samples at the model's rate. WAV files of 16-bit samples at that rate are read exactly, as
// src/ingest/sources/ravdess/audio_file.h reads them; the browser decodes and resamples all others.
import {Refusal} from './refusal.js';
import {decode_sound} from './wav.js';

/** @param bytes a Blob  @param voice site.json's  @return Float32Array, mono, full scale is +-1 */
export async function decode_voice(bytes, voice) {
  const samples = read_wav(await bytes.arrayBuffer(), voice) ?? await decode_sound(bytes, voice.sample_rate_hz);
  const seconds = samples.length / voice.sample_rate_hz;
  if (seconds > voice.longest_s)
    throw new Refusal(422, `The recording is ${seconds.toFixed(0)} s long; at most ${voice.longest_s} s are listened to.`);
  return samples;
}

const kPcm = 1, kExtensible = 0xfffe;

/** @return null: no such WAV file */
function read_wav(buffer, voice) {
  const bytes = new DataView(buffer);
  const name_at = (at) => String.fromCharCode(...new Uint8Array(buffer, at, 4));
  if (buffer.byteLength < 12 || name_at(0) !== 'RIFF' || name_at(8) !== 'WAVE') return null;
  let num_channels = 0;
  for (let at = 12; at + 8 <= buffer.byteLength;) {
    const name = name_at(at), size = bytes.getUint32(at + 4, true), begin = at + 8;
    if (name === 'fmt ' && begin + 16 <= buffer.byteLength) {
      const format = bytes.getUint16(begin, true);
      const is_pcm = format === kPcm ||
                     (format === kExtensible && size >= 26 && bytes.getUint16(begin + 24, true) === kPcm);
      const is_ours = is_pcm && bytes.getUint16(begin + 14, true) === 16 &&
                      bytes.getUint32(begin + 4, true) === voice.sample_rate_hz;
      if (!is_ours) return null;
      num_channels = bytes.getUint16(begin + 2, true);
    }
    if (name === 'data') {
      if (num_channels === 0) return null;
      if (begin + size > buffer.byteLength) throw new Refusal(422, 'The recording is truncated.');
      return mix(new DataView(buffer, begin, size), num_channels, voice.full_scale);
    }
    at = begin + size + size % 2;
  }
  return null;
}

/** The mean of the channels. */
function mix(bytes, num_channels, full_scale) {
  const samples = new Float32Array(Math.floor(bytes.byteLength / 2 / num_channels));
  for (let i = 0; i < samples.length; ++i) {
    let sum = 0;
    for (let c = 0; c < num_channels; ++c) sum += bytes.getInt16(2 * (i * num_channels + c), true) / full_scale;
    samples[i] = sum / num_channels;
  }
  return samples;
}
