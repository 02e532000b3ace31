// The file of a recording -> its samples at the model's rate. WAV files are read here as
// src/ingest/sources/ravdess/audio_file.h does it; the browser decodes all others, at their own rate where it is known.
import {Refusal} from './refusal.js';
import {resample} from './resample.js';
import {decode_sound, encode_wav} from './wav.js';

/** @param bytes a Blob  @param voice site.json's  @return Float32Array, mono, full scale is +-1 */
export async function decode_voice(bytes, voice) {
  const to = voice.sample_rate_hz;
  const buffer = await bytes.arrayBuffer();
  const wav = read_wav(buffer);
  if (wav) check_length(wav.samples.length / wav.rate, voice);
  const {rate: from, is_16_bit} = wav ?? read_head(buffer), taps = voice.resampling_taps[from];
  const decode = async () => decode_sound(bytes, from, is_16_bit ? await make_even() : undefined);
  const samples = taps ? await resample(wav?.samples ?? await decode(), taps, {from, to}) : await decode_sound(bytes, to);
  check_length(samples.length / to, voice);
  return samples;
}

function check_length(seconds, {longest_s}) {
  if (seconds > longest_s)
    throw new Refusal(422, `The recording is ${seconds.toFixed(0)} s long; at most ${longest_s} s are listened to.`);
}

/** What a FLAC or Ogg Vorbis file tells at its beginning: its rate, and whether its samples are of 16 bits. */
function read_head(buffer) {
  const bytes = new DataView(buffer);
  if (buffer.byteLength < 48) return {};
  const flac = text_at(bytes, 0, 4) === 'fLaC' ? bytes.getUint32(18) : 0;  // 20 bits rate, 3 channels - 1, 5 bits - 1
  if (flac) return {rate: flac >>> 12, is_16_bit: (flac >>> 4 & 31) === 15};
  return text_at(bytes, 0, 4) === 'OggS' && text_at(bytes, 29, 6) === 'vorbis' ? {rate: bytes.getUint32(40, true)} : {};
}

/** Some browsers divide positive samples of 16 bits by 32767, and negative ones by 32768, as is usual for both. */
async function make_even() {
  const [half] = await decode_sound(encode_wav([2 ** 14 / 32767], 48000), 48000);
  return (sample) => sample > 0 ? sample * 0.5 / half : sample;
}

const text_at = (bytes, at, length) => String.fromCharCode(...new Uint8Array(bytes.buffer, bytes.byteOffset + at, length));

const kPcm = 1, kFloat = 3, kExtensible = 0xfffe;
/** Format and bits of a sample -> its value at a place, -1..1. */
const kReaders = {
  [`${kPcm} 16`]: (bytes, at) => bytes.getInt16(at, true) / 2 ** 15,
  [`${kPcm} 24`]: (bytes, at) => (bytes.getUint16(at, true) + bytes.getInt8(at + 2) * 2 ** 16) / 2 ** 23,
  [`${kPcm} 32`]: (bytes, at) => bytes.getInt32(at, true) / 2 ** 31,
  [`${kFloat} 32`]: (bytes, at) => bytes.getFloat32(at, true),
};

/** @return {samples, rate}, or null: no WAV file of a kind that is read here */
function read_wav(buffer) {
  const bytes = new DataView(buffer);
  if (buffer.byteLength < 12 || text_at(bytes, 0, 4) !== 'RIFF' || text_at(bytes, 8, 4) !== 'WAVE') return null;
  let format = null;
  for (let at = 12; at + 8 <= buffer.byteLength;) {
    const name = text_at(bytes, at, 4), size = bytes.getUint32(at + 4, true), begin = at + 8;
    if (name === 'fmt ' && begin + size <= buffer.byteLength) format = read_format(bytes, begin, size);
    if (name === 'data') {
      if (!format?.read || format.num_channels === 0 || format.rate === 0) return null;
      if (begin + size > buffer.byteLength) throw new Refusal(422, 'The recording is truncated.');
      return {samples: mix(new DataView(buffer, begin, size), format), rate: format.rate};
    }
    at = begin + size + size % 2;
  }
  return null;
}

function read_format(bytes, begin, size) {
  if (size < 16) return null;
  const kind = bytes.getUint16(begin, true), bits = bytes.getUint16(begin + 14, true);
  const own_kind = kind === kExtensible && size >= 26 ? bytes.getUint16(begin + 24, true) : kind;
  return {num_channels: bytes.getUint16(begin + 2, true), rate: bytes.getUint32(begin + 4, true), num_bytes: bits / 8,
          read: kReaders[`${own_kind} ${bits}`]};
}

/** The mean of the channels. */
function mix(bytes, {num_channels, num_bytes, read}) {
  const samples = new Float32Array(Math.floor(bytes.byteLength / num_bytes / num_channels));
  for (let i = 0; i < samples.length; ++i) {
    let sum = 0;
    for (let c = 0; c < num_channels; ++c) sum += read(bytes, num_bytes * (i * num_channels + c));
    samples[i] = sum / num_channels;
  }
  return samples;
}
