// Runs an exported model in ONNX Runtime and compares with what LibTorch said: exit code 0 if all agree.
//
//   node run_model.mjs RUN_DIRECTORY [--tolerance 1e-4]
//        [--pixels pixels.u8 | --waves waves.i16 --lengths lengths.txt]
//        [--predictions predictions.csv]
//
// Compares every RUN_DIRECTORY/test_data_set_*, in one batch and sample by sample. With --predictions (the
// predictions.csv of `affekt evaluate`) it compares those too, on the same N samples in the same order:
// images out of --pixels (uint8 [N, C, H, W], raw), or recordings out of --waves (int16, little-endian, one
// behind the other) and --lengths (a line a recording: its number of samples), which go through one at a time.
// A model of songs has test vectors only: see songs.mjs.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { compareSongs } from "./songs.mjs";
import { readTensorProto } from "./tensor_proto.mjs";

const BATCH_SIZE = 64;
const FULL_SCALE = 32768; // of a 16-bit sample
const USAGE = "usage: node run_model.mjs RUN_DIRECTORY [--tolerance 1e-4] " +
              "[--pixels pixels.u8 | --waves waves.i16 --lengths lengths.txt] " +
              "[--predictions predictions.csv]";

function product(lengths) {
  return lengths.reduce((total, length) => total * length, 1);
}

/** Probabilities of `count` samples of `shape` ([C, H, W] or [T]), `batchSize` at a time. */
async function predict(session, values, count, shape, batchSize) {
  const size = product(shape), [inputName] = session.inputNames;
  const parts = [];
  for (let begin = 0; begin < count; begin += batchSize) {
    const end = Math.min(begin + batchSize, count);
    const batch = Float32Array.from(values.subarray(begin * size, end * size));
    const input = new Tensor("float32", batch, [end - begin, ...shape]);
    const { probabilities } = await session.run({ [inputName]: input });
    if (probabilities.dims[0] !== end - begin) {
      throw new Error(`the output is [${probabilities.dims}] for ${end - begin} samples`);
    }
    parts.push(...probabilities.data);
  }
  return parts;
}

/** Probabilities of waveforms of these lengths, one behind the other in `waves`. */
async function predictWaves(session, waves, lengths) {
  const parts = [];
  let begin = 0;
  for (const length of lengths) {
    const wave = Float32Array.from(waves.subarray(begin, begin + length), (value) => value / FULL_SCALE);
    parts.push(...await predict(session, wave, 1, [length], 1));
    begin += length;
  }
  return parts;
}

function mostProbable(values) {
  return values.reduce((best, value, index) => (value > values[best] ? index : best), 0);
}

/** Prints what differs; true if nothing does. */
function compare(what, actual, expected, { numClasses, tolerance, noun }) {
  if (actual.length !== expected.length) {
    console.error(`${what}: expected ${expected.length} probabilities, got ${actual.length}`);
    return false;
  }
  let largest = 0, classDifferences = 0;
  for (let i = 0; i < actual.length; i += numClasses) {
    const ours = Array.from(actual.slice(i, i + numClasses));
    const theirs = Array.from(expected.slice(i, i + numClasses));
    if (mostProbable(ours) !== mostProbable(theirs)) ++classDifferences;
    // A NaN stays a NaN in Math.max, and fails the comparison below.
    for (let k = 0; k < numClasses; ++k) largest = Math.max(largest, Math.abs(ours[k] - theirs[k]));
  }
  const good = classDifferences === 0 && largest <= tolerance;
  console.log(`${what}: ${actual.length / numClasses} ${noun}, max |dp| ${largest.toExponential(2)}, ` +
              `class differences ${classDifferences}${good ? "" : "  FAILED"}`);
  return good;
}

/** predictions.csv -> the p_ columns, row by row. Quoted fields may hold commas, but no line breaks. */
function readPredictions(path) {
  const [header, ...lines] = readFileSync(path, "utf8").trimEnd().split(/\r?\n/);
  const split = (line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((match) => match[1]);
  const columns = split(header).map((name, index) => ({ name, index }))
      .filter(({ name }) => name.replace(/^"/, "").startsWith("p_"));
  if (columns.length === 0) throw new Error(`${path}: no column p_<class>`);
  return { numClasses: columns.length, numSamples: lines.length, probabilities: lines.flatMap((line) => {
    const fields = split(line);
    return columns.map(({ index }) => Number(fields[index]));
  }) };
}

function readWaves(wavesPath, lengthsPath) {
  const bytes = Uint8Array.from(readFileSync(wavesPath));
  const lengths = readFileSync(lengthsPath, "utf8").trim().split(/\s+/).map(Number);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (bytes.length !== 2 * total) {
    throw new Error(`${wavesPath}: ${bytes.length} bytes are not ${total} samples of 16 bits`);
  }
  return { waves: new Int16Array(bytes.buffer), lengths };
}

/** What a sample of this shape is called. */
function nounFor(shape) {
  return shape.length === 1 ? "recordings" : "images";
}

/** The names of the folders of test vectors. */
function findTestSets(directory) {
  const sets = readdirSync(directory).filter((name) => /^test_data_set_\d+$/.test(name)).sort();
  if (sets.length === 0) throw new Error(`${directory}: no test_data_set_0 beside model.onnx`);
  return sets;
}

/** Compares the test vectors; returns whether all agree, and the shape of a sample. */
async function compareTestVectors(session, directory, tolerance) {
  const sets = findTestSets(directory);
  let good = true, shape;
  for (const set of sets) {
    const input = readTensorProto(join(directory, set, "input_0.pb"));
    const output = readTensorProto(join(directory, set, "output_0.pb"));
    const [count, ...rest] = input.dims, numClasses = output.dims[1];
    shape = rest;
    for (const batchSize of [count, 1]) {
      const actual = await predict(session, input.data, count, shape, batchSize);
      const how = { numClasses, tolerance, noun: nounFor(shape) };
      good = compare(`${set}, N = ${batchSize}`, actual, output.data, how) && good;
    }
  }
  return { good, shape };
}

async function predictFiles(session, options, count, shape) {
  if (options.waves) {
    const { waves, lengths } = readWaves(options.waves, options.lengths);
    if (lengths.length !== count) {
      throw new Error(`${options.lengths}: ${lengths.length} lines for ${count} predictions`);
    }
    return predictWaves(session, waves, lengths);
  }
  const pixels = readFileSync(options.pixels);
  if (pixels.length !== count * product(shape)) {
    throw new Error(`${options.pixels}: ${pixels.length} bytes are not ${count} images of [${shape}]`);
  }
  return predict(session, pixels, count, shape, BATCH_SIZE);
}

async function main() {
  const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tolerance: { type: "string", default: "1e-4" },
      pixels: { type: "string" },
      waves: { type: "string" },
      lengths: { type: "string" },
      predictions: { type: "string" },
    },
  });
  const [directory] = positionals, tolerance = Number(options.tolerance);
  const numInputs = [options.pixels, options.waves].filter(Boolean).length;
  if (positionals.length !== 1 || !(tolerance > 0) || !options.waves !== !options.lengths ||
      numInputs !== (options.predictions ? 1 : 0)) {
    throw new Error(USAGE);
  }
  const session = await InferenceSession.create(join(directory, "model.onnx"));
  if (session.inputNames[0] === "features") {
    if (options.predictions) throw new Error("a model of songs is compared by its test vectors only");
    return await compareSongs(session, directory, findTestSets(directory), tolerance) ? 0 : 1;
  }
  let { good, shape } = await compareTestVectors(session, directory, tolerance);
  if (options.predictions) {
    const { probabilities, numClasses, numSamples } = readPredictions(options.predictions);
    const actual = await predictFiles(session, options, numSamples, shape);
    const how = { numClasses, tolerance, noun: nounFor(shape) };
    good = compare(options.predictions, actual, probabilities, how) && good;
  }
  return good ? 0 : 1;
}

main().then((code) => process.exit(code), (error) => {
  console.error(`run_model.mjs: ${error.message}`);
  process.exit(2);
});
