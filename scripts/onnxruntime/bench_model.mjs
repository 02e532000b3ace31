// How many times faster than real time a model of speech runs through ONNX Runtime: one recording at a time, on
// one core. The rows go under the table that bench_speech (benchmarks/speech) prints.
//
//   node bench_model.mjs MODEL.onnx SAMPLE_RATE_HZ
import { InferenceSession, Tensor } from "onnxruntime-node";

const LENGTHS_IN_SECONDS = [1, 3, 10];
const NUM_ROUNDS = 41;

function makeNoise(count) {
  let state = 1; // a linear congruential generator: noise that is the same each time
  return Float32Array.from({ length: count }, () => {
    state = (1664525 * state + 1013904223) % 4294967296;
    return 0.2 * (state / 2147483648 - 1);
  });
}

function coreMilliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Of one core for one recording, after five runs that allocate: the median. The core's time and not the clock's,
 * for the machine may do other things too.
 */
async function measureMilliseconds(session, samples) {
  const milliseconds = [];
  for (let i = -5; i < NUM_ROUNDS; ++i) {
    const start = coreMilliseconds();
    await session.run({ samples });
    if (i >= 0) milliseconds.push(coreMilliseconds() - start);
  }
  return milliseconds.sort((a, b) => a - b)[Math.floor(NUM_ROUNDS / 2)];
}

async function main() {
  const [path, rate] = process.argv.slice(2);
  if (!path || !(Number(rate) > 0)) throw new Error("usage: node bench_model.mjs MODEL.onnx SAMPLE_RATE_HZ");
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  if (session.inputNames[0] !== "samples") throw new Error(`${path}: expected a model of waveforms`);
  for (const length of LENGTHS_IN_SECONDS) {
    const count = Math.round(length * Number(rate));
    const recording = new Tensor("float32", makeNoise(count), [1, count]);
    const milliseconds = await measureMilliseconds(session, recording);
    const timesRealTime = 1000 * length / milliseconds;
    console.log("onnxruntime".padEnd(14) + length.toFixed(1).padStart(10) +
                milliseconds.toFixed(2).padStart(12) + timesRealTime.toFixed(0).padStart(18));
  }
}

main().catch((error) => {
  console.error(`bench_model.mjs: ${error.message}`);
  process.exit(2);
});
