// A recording in windows, their levels, segments and mean: src/exported/emotion_over_time.cpp in the
// browser.

/** Samples [begin, end) of each window, as place_windows there. */
function place_windows(num_samples, window, hop) {
  if (num_samples <= window) return [{begin: 0, end: num_samples}];
  const windows = [];
  for (let begin = 0; begin + window <= num_samples; begin += hop) windows.push({begin, end: begin + window});
  if (windows[windows.length - 1].end < num_samples) windows.push({begin: num_samples - window, end: num_samples});
  return windows;
}

/** Standard deviation of the samples in dB of full scale. */
function compute_level_db(samples, {begin, end}, lowest_db) {
  let sum = 0, sum_of_squares = 0;
  for (let i = begin; i < end; ++i) {
    sum += samples[i];
    sum_of_squares += samples[i] * samples[i];
  }
  const mean = sum / (end - begin);
  const power = sum_of_squares / (end - begin) - mean * mean;
  return power > 0 ? Math.max(10 * Math.log10(power), lowest_db) : lowest_db;
}

/** Each window with what it stands for, its level, and no answer yet (null). */
function describe_windows(samples, voice) {
  const rate = voice.sample_rate_hz;
  const windows = place_windows(samples.length, Math.round(voice.window_s * rate), Math.max(1, Math.round(voice.hop_s * rate)));
  windows.forEach((window) => {
    window.center_s = (window.begin + window.end) / 2 / rate;
    window.level_db = compute_level_db(samples, window, voice.lowest_level_db);
    window.prediction = window.probabilities = null;
  });
  windows.forEach((window, i) => {
    window.from_s = i === 0 ? 0 : windows[i - 1].to_s;
    window.to_s = i + 1 === windows.length ? samples.length / rate : (window.center_s + windows[i + 1].center_s) / 2;
  });
  return windows;
}

function silence_threshold(windows, {silence_db, lowest_level_db}) {
  if (silence_db === 0) return lowest_level_db;
  const loudest = windows.reduce((level, window) => Math.max(level, window.level_db), lowest_level_db);
  return Math.max(loudest - silence_db, lowest_level_db);
}

/** Neighbours with the same answer become one. */
function merge_segments(windows) {
  const segments = [];
  for (const {from_s, to_s, prediction} of windows) {
    const last = segments[segments.length - 1];
    if (last && last.prediction === prediction) last.end_s = to_s;
    else segments.push({start_s: from_s, end_s: to_s, prediction});
  }
  return segments;
}

/** Over the time that is not silent. @return null: all of it is */
function mean_probabilities(windows, num_classes) {
  const heard = windows.filter((window) => window.prediction !== null);
  if (heard.length === 0) return null;
  const seconds = heard.reduce((sum, window) => sum + window.to_s - window.from_s, 0);
  return Array.from({length: num_classes}, (_, k) =>
      heard.reduce((sum, window) => sum + (window.to_s - window.from_s) * window.probabilities[k], 0) / seconds);
}
