// Runs an exported model in ONNX Runtime and compares with what LibTorch said: exit code 0 if all agree.
//
//   node run_model.mjs RUN_DIRECTORY [--tolerance 1e-4]
//        [--pixels pixels.u8 --predictions predictions.csv]
//
// Compares every RUN_DIRECTORY/test_data_set_*, in one batch and picture by picture. With --pixels (uint8
// [N, C, H, W], raw) and --predictions (the predictions.csv of `affekt evaluate` on the same N pictures, in
// the same order) it compares those too.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { readTensorProto } from "./tensor_proto.mjs";

const BATCH_SIZE = 64;

/** Probabilities of `count` pictures of `shape` [C, H, W], `batchSize` at a time. */
async function predict(session, pixels, count, shape, batchSize) {
  const size = shape.reduce((product, length) => product * length, 1);
  const parts = [];
  for (let begin = 0; begin < count; begin += batchSize) {
    const end = Math.min(begin + batchSize, count);
    const batch = Float32Array.from(pixels.subarray(begin * size, end * size));
    const input = new Tensor("float32", batch, [end - begin, ...shape]);
    const { probabilities } = await session.run({ pixels: input });
    if (probabilities.dims[0] !== end - begin) {
      throw new Error(`the output is [${probabilities.dims}] for ${end - begin} pictures`);
    }
    parts.push(...probabilities.data);
  }
  return parts;
}

function mostProbable(values) {
  return values.reduce((best, value, index) => (value > values[best] ? index : best), 0);
}

/** Prints what differs; true if nothing does. */
function compare(what, actual, expected, numClasses, tolerance) {
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
  console.log(`${what}: ${actual.length / numClasses} pictures, max |dp| ${largest.toExponential(2)}, ` +
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
  return { numClasses: columns.length, probabilities: lines.flatMap((line) => {
    const fields = split(line);
    return columns.map(({ index }) => Number(fields[index]));
  }) };
}

async function main() {
  const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tolerance: { type: "string", default: "1e-4" },
      pixels: { type: "string" },
      predictions: { type: "string" },
    },
  });
  const [directory] = positionals, tolerance = Number(options.tolerance);
  if (positionals.length !== 1 || !(tolerance > 0) || !options.pixels !== !options.predictions) {
    throw new Error("usage: node run_model.mjs RUN_DIRECTORY [--tolerance 1e-4] " +
                    "[--pixels pixels.u8 --predictions predictions.csv]");
  }
  const session = await InferenceSession.create(join(directory, "model.onnx"));
  const sets = readdirSync(directory).filter((name) => /^test_data_set_\d+$/.test(name)).sort();
  if (sets.length === 0) throw new Error(`${directory}: no test_data_set_0 beside model.onnx`);
  let good = true, shape;
  for (const set of sets) {
    const input = readTensorProto(join(directory, set, "input_0.pb"));
    const output = readTensorProto(join(directory, set, "output_0.pb"));
    const [count, ...rest] = input.dims, numClasses = output.dims[1];
    shape = rest;
    for (const batchSize of [count, 1]) {
      const actual = await predict(session, input.data, count, shape, batchSize);
      good = compare(`${set}, N = ${batchSize}`, actual, output.data, numClasses, tolerance) && good;
    }
  }
  if (options.pixels) {
    const pixels = readFileSync(options.pixels), expected = readPredictions(options.predictions);
    const count = expected.probabilities.length / expected.numClasses;
    if (pixels.length !== count * shape.reduce((product, length) => product * length, 1)) {
      throw new Error(`${options.pixels}: ${pixels.length} bytes are not ${count} pictures of [${shape}]`);
    }
    const actual = await predict(session, pixels, count, shape, BATCH_SIZE);
    const { probabilities, numClasses } = expected;
    good = compare(options.predictions, actual, probabilities, numClasses, tolerance) && good;
  }
  return good ? 0 : 1;
}

main().then((code) => process.exit(code), (error) => {
  console.error(`run_model.mjs: ${error.message}`);
  process.exit(2);
});
