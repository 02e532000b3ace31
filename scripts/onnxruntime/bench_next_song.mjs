// How long a model of next songs takes for one session, on one core: histories of several lengths, one at a time, and
// the songs in front alone, as a program asks that shows them.
//
//   node bench_next_song.mjs MODEL.onnx NUM_SONGS
import { InferenceSession, Tensor } from "onnxruntime-node";

const LENGTHS = [1, 10, 50, 200, 1000]; // plays
const NUM_ROUNDS = 101;

/** Histories that repeat songs now and then, another one each round. */
function makeHistory(length, numSongs, round) {
  return BigInt64Array.from({ length }, (_, i) => BigInt((7919 * (i % 300) + 104729 * round) % numSongs));
}

function coreMilliseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Of one core for one history, after five runs that allocate: medians of the core's time and of the clock's. */
async function measureMilliseconds(session, numSongs, length) {
  const core = [], clock = [];
  for (let i = -5; i < NUM_ROUNDS; ++i) {
    const inputs = {
      indices: new Tensor("int64", makeHistory(length, numSongs, i + 5), [1, length]),
      lengths: new Tensor("int64", BigInt64Array.of(BigInt(length)), [1]),
    };
    if (session.inputNames.includes("emotion")) inputs.emotion = new Tensor("float32", Float32Array.of(NaN, NaN), [1, 2]);
    const startCore = coreMilliseconds(), startClock = performance.now();
    await session.run(inputs, ["scores", "songs"]);
    if (i < 0) continue;
    clock.push(performance.now() - startClock);
    core.push(coreMilliseconds() - startCore);
  }
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(NUM_ROUNDS / 2)];
  return { core: median(core), clock: median(clock) };
}

async function main() {
  const [path, count] = process.argv.slice(2), numSongs = Number(count);
  if (!path || !(numSongs > 0)) throw new Error("usage: node bench_next_song.mjs MODEL.onnx NUM_SONGS");
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  console.log("plays of the history   core ms   clock ms");
  for (const length of LENGTHS) {
    const { core, clock } = await measureMilliseconds(session, numSongs, length);
    console.log(String(length).padStart(20) + core.toFixed(2).padStart(10) + clock.toFixed(2).padStart(11));
  }
}

main().catch((error) => {
  console.error(`bench_next_song.mjs: ${error.message}`);
  process.exit(2);
});
