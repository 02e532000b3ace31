// Samples of one rate -> samples of another, as libsoxr's high quality (20 bit) filters them, which the programs resample
// with: a sinc in a Kaiser window, flat up to 91.4 % of the lower rate's band and closed at its end.

const kFlatTo = 0.913744, kBits = 20;
const kRejection = (kBits + 1) * 20 * Math.log10(2);  // dB
// Kaiser's formulas for the window's shape, and its length in samples of the lower rate.
const kShape = 0.1102 * (kRejection - 8.7);
const kHalfLength = (kRejection - 7.95) / (2.285 * Math.PI * (1 - kFlatTo)) / 2;

/** @param samples Float32Array  @param from, to whole rates in Hz  @return Float32Array, round(length * to / from) */
export function resample(samples, from, to) {
  if (from === to) return samples;
  const divisor = find_divisor(from, to), up = to / divisor, down = from / divisor;
  const narrow = Math.min(1, to / from);
  const half = Math.ceil(kHalfLength / narrow);
  const phases = Array.from({length: up}, (_, phase) => make_filter(phase / up, half, narrow));
  const result = new Float32Array(Math.round(samples.length * to / from));
  for (let n = 0; n < result.length; ++n) {
    const begin = Math.floor(n * down / up) - half + 1, filter = phases[n * down % up];
    const last = Math.min(filter.length, samples.length - begin);
    let sum = 0;
    for (let i = Math.max(0, -begin); i < last; ++i) sum += samples[begin + i] * filter[i];
    result[n] = sum;
  }
  return result;
}

/** Weights of the samples around a place between two of them. @param place 0..1 */
function make_filter(place, half, narrow) {
  const band = narrow * (1 + kFlatTo) / 2;  // where half of the amplitude is left
  return Float64Array.from({length: 2 * half}, (_, i) => {
    const distance = place - (i - half + 1), share = distance * narrow / kHalfLength;
    if (Math.abs(share) >= 1) return 0;
    const x = Math.PI * band * distance;
    return band * (x === 0 ? 1 : Math.sin(x) / x) * bessel(kShape * Math.sqrt(1 - share * share)) / bessel(kShape);
  });
}

/** The modified Bessel function of order 0. */
function bessel(x) {
  let sum = 1, term = 1;
  for (let k = 1; term > 1e-12 * sum; ++k) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

const find_divisor = (a, b) => b === 0 ? a : find_divisor(b, a % b);
