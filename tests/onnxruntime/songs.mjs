// The part of run_model.mjs for models of songs: their test vectors in one batch and song by song.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Tensor } from "onnxruntime-node";
import { readTensorProto } from "./tensor_proto.mjs";

/** output_0.pb, output_1.pb ... of one set. */
function readOutputs(folder) {
  const outputs = [];
  for (let i = 0; existsSync(join(folder, `output_${i}.pb`)); ++i) {
    outputs.push(readTensorProto(join(folder, `output_${i}.pb`)));
  }
  return outputs;
}

/** {output's name: values of all songs}, `batchSize` songs at a time. */
async function predict(session, input, batchSize) {
  const [count, numColumns] = input.dims;
  const parts = Object.fromEntries(session.outputNames.map((name) => [name, []]));
  for (let begin = 0; begin < count; begin += batchSize) {
    const end = Math.min(begin + batchSize, count);
    const rows = Float32Array.from(input.data.subarray(begin * numColumns, end * numColumns));
    const results = await session.run({ features: new Tensor("float32", rows, [end - begin, numColumns]) });
    for (const name of session.outputNames) {
      if (results[name].dims[0] !== end - begin) {
        throw new Error(`${name} is [${results[name].dims}] for ${end - begin} songs`);
      }
      parts[name].push(...results[name].data);
    }
  }
  return parts;
}

/**
 * How far one output is off: for clusters the number of songs with another one, for squared distances the
 * largest difference relative to 1 + the distance, for valence and arousal the largest difference. A NaN stays
 * a NaN in Math.max.
 */
function measureDifference({ name, data }, actual) {
  let difference = 0;
  data.forEach((expected, i) => {
    if (name === "cluster") {
      difference += actual[i] === expected ? 0 : 1;
    } else {
      const scale = name === "distances2" ? 1 + expected : 1;
      difference = Math.max(difference, Math.abs(actual[i] - expected) / scale);
    }
  });
  return difference;
}

/** Prints what differs; true if nothing does. */
function compare(what, count, outputs, actual, tolerance) {
  let good = true;
  const texts = outputs.map((output) => {
    const values = actual[output.name];
    if (values?.length !== output.data.length) throw new Error(`${what}: output ${output.name} does not fit`);
    const difference = measureDifference(output, values);
    good = good && difference <= (output.name === "cluster" ? 0 : tolerance);
    return output.name === "cluster" ? `cluster differences ${difference}`
                                     : `max |${output.name}| ${difference.toExponential(2)}`;
  });
  console.log(`${what}: ${count} songs, ${texts.join(", ")}${good ? "" : "  FAILED"}`);
  return good;
}

/** Compares every set of test vectors; true if all agree. */
export async function compareSongs(session, directory, sets, tolerance) {
  let good = true;
  for (const set of sets) {
    const input = readTensorProto(join(directory, set, "input_0.pb")), [count] = input.dims;
    const outputs = readOutputs(join(directory, set));
    const names = outputs.map(({ name }) => name);
    if (names.join() !== session.outputNames.join()) {
      throw new Error(`${set}: vectors of [${names}] for a model that gives [${session.outputNames}]`);
    }
    for (const batchSize of [count, 1]) {
      const actual = await predict(session, input, batchSize);
      good = compare(`${set}, N = ${batchSize}`, count, outputs, actual, tolerance) && good;
    }
  }
  return good;
}
