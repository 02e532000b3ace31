// Samples of one rate -> samples of another, with the filters that the programs resample with
// (src/ingest/sources/ravdess/resampler.h), which lie beside the page.
import {read_own_file} from './own_file.js';

const kAtOnce = 50000;  // results; then the page may do something else

/** @param name the file of the taps  @param from, to whole rates in Hz
 *  @return Float32Array, round(length * to / from) */
export async function resample(samples, name, {from, to}) {
  if (from === to) return samples;
  const divisor = find_divisor(from, to), up = to / divisor, down = from / divisor;
  const phases = make_phases(new Float32Array(await read_own_file(name, 'arrayBuffer')), up);
  const result = new Float32Array(Math.round(samples.length * to / from));
  for (let n = 0; n < result.length; ++n) {
    const {first, taps} = phases[n * down % up];
    const begin = Math.floor(n * down / up) + first;
    const last = Math.min(taps.length, samples.length - begin);
    let sum = 0;
    for (let i = Math.max(0, -begin); i < last; ++i) sum += samples[begin + i] * taps[i];
    result[n] = sum;
    if (n % kAtOnce === kAtOnce - 1) await new Promise((done) => setTimeout(done));
  }
  return result;
}

/** For each place between two samples the taps of the samples around it, from `first` samples behind it on. */
function make_phases(taps, up) {
  const reach = taps.length - 1;
  return Array.from({length: up}, (_, phase) => {
    const first = Math.ceil((phase - reach) / up), last = Math.floor((phase + reach) / up);
    return {first, taps: Float32Array.from({length: last - first + 1}, (_, i) => taps[Math.abs(phase - (first + i) * up)])};
  });
}

const find_divisor = (a, b) => b === 0 ? a : find_divisor(b, a % b);
