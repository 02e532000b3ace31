// Hears voices beside the page: what src/perception/voice_reader.cpp and src/server/voice_source.cpp do.
/* global importScripts, load_model, answer_messages, Fault, describe_windows, silence_threshold, merge_segments,
   mean_probabilities, describe_emotion, describe_shares */
importScripts('library/ort.wasm.min.js', 'worker_model.js', 'voice_windows.js');

answer_messages(async (voice) => {
  const run = await load_model(voice);
  return async ({samples}) => {
    check_recording(samples, voice);
    const windows = describe_windows(samples, voice);
    const threshold = silence_threshold(windows, voice);
    for (const window of windows) {
      if (window.level_db <= threshold) continue;
      const heard = to_16_bit(samples.subarray(window.begin, window.end), voice.full_scale);
      window.probabilities = Array.from(await run(heard, [1, heard.length]));
      window.prediction = window.probabilities.indexOf(Math.max(...window.probabilities));
    }
    const name_of = (prediction) => prediction === null ? null : voice.places[prediction].name;
    const duration_s = samples.length / voice.sample_rate_hz;
    const silent_s = windows.reduce((sum, window) => window.prediction === null ? sum + window.to_s - window.from_s : sum, 0);
    const mean = mean_probabilities(windows, voice.places.length);
    if (!mean) throw new Fault(`Nothing but silence in ${duration_s.toFixed(1)} s; a recording of a voice is expected.`);
    return {source: 'voice', duration_s, silent_s, ...describe_emotion(voice.places, mean),
            windows: windows.map((window) => ({from_s: window.from_s, to_s: window.to_s, emotion: name_of(window.prediction),
              probabilities: window.probabilities && describe_shares(voice.places, window.probabilities)})),
            segments: merge_segments(windows).map(({start_s, end_s, prediction}) =>
              ({start_s, end_s, emotion: name_of(prediction)}))};
  };
});

function check_recording(samples, voice) {
  const seconds = (count) => (count / voice.sample_rate_hz).toFixed(3);
  if (samples.length < voice.min_samples)
    throw new Fault(`The recording is ${seconds(samples.length)} s long, the model needs at least ${seconds(voice.min_samples)} s.`);
  const peak = samples.reduce((largest, sample) => Math.max(largest, Math.abs(sample)), 0);
  if (!(peak <= voice.most_peak)) throw new Fault('The samples of the recording are not in -1 to 1.');
}

/** As src/store/sixteen_bit.h: the model gets what it got in training. */
function to_16_bit(samples, full_scale) {
  return samples.map((sample) => {
    const value = Math.sign(sample) * Math.round(Math.abs(sample * full_scale));
    return Math.max(-full_scale, Math.min(full_scale - 1, value)) / full_scale;
  });
}
