// Runs one model in ONNX Runtime for the program that has started this one: affekt, see
// src/inference/onnxruntime_node_engine.h. Nothing for a terminal.
//
// Both sides speak over descriptor 3, in messages of one form:
//   uint32, little-endian: the size of the header in bytes
//   header: JSON in UTF-8; its `bytes` is the size of the payload
//   payload: tensors, row-major and little-endian, one behind the other; or the model's file
//
//   here -> affekt  {protocol, onnxruntime, node, bytes: 0}        once, at the beginning
//   affekt -> here  {load: {threads}, bytes}                       payload: the .onnx file
//   here -> affekt  {bytes: 0}
//   affekt -> here  {run: {inputs: [{name, type, dims}], outputs: [name]}, bytes}
//   here -> affekt  {outputs: [{name, type, dims}], bytes}
// or {error, bytes: 0}, with the runtime's own words, in place of an answer; the next request is as good as any.
// The end of the input ends this program, with exit code 0.
import { readSync, writeSync } from "node:fs";

const CHANNEL = 3;
const PROTOCOL = 1; // kOnnxruntimeProtocol in onnxruntime_node_engine.cpp
const MAX_HEADER = 1 << 20, MAX_PIECE = 1 << 26; // bytes
const ARRAYS = {
  float32: Float32Array, float64: Float64Array, int64: BigInt64Array, int32: Int32Array, uint8: Uint8Array,
};

/** Exactly so many bytes in a buffer of their own; null at the end of the input, if that is in front of them. */
function readBytes(count) {
  const bytes = new Uint8Array(count);
  for (let offset = 0; offset < count;) {
    const read = readSync(CHANNEL, bytes, offset, Math.min(count - offset, MAX_PIECE), null);
    if (read === 0 && offset === 0) return null;
    if (read === 0) throw new Error("the connection ended within a message");
    offset += read;
  }
  return bytes;
}

function writeBytes(bytes) {
  for (let offset = 0; offset < bytes.byteLength;) {
    offset += writeSync(CHANNEL, bytes, offset, Math.min(bytes.byteLength - offset, MAX_PIECE));
  }
}

/** @param payload  typed arrays */
function send(header, payload = []) {
  const bytes = payload.reduce((total, array) => total + array.byteLength, 0);
  const text = Buffer.from(JSON.stringify({ ...header, bytes }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  writeBytes(Buffer.concat([size, text]));
  for (const array of payload) writeBytes(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}

/** The next request; null at the end. Its payload comes next. */
function receiveHeader() {
  const size = readBytes(4);
  if (size === null) return null;
  const length = Buffer.from(size.buffer).readUInt32LE();
  if (length > MAX_HEADER) throw new Error(`a header of ${length} bytes`);
  return JSON.parse(Buffer.from(readBytes(length)).toString());
}

/** The tensors of a payload, by name. */
function readTensors({ Tensor }, specs, payload) {
  let offset = 0;
  return Object.fromEntries(specs.map(({ name, type, dims }) => {
    const Values = ARRAYS[type], begin = offset;
    offset += dims.reduce((product, size) => product * size, Values.BYTES_PER_ELEMENT);
    return [name, new Tensor(type, new Values(payload.buffer.slice(begin, offset)), dims)];
  }));
}

async function run(runtime, session, { inputs, outputs }, payload) {
  if (!session) throw new Error("no model is loaded");
  const results = await session.run(readTensors(runtime, inputs, payload), outputs);
  return outputs.map((name) => {
    const { type, dims, data } = results[name];
    if (!ARRAYS[type]) throw new Error(`the output ${name} is of type ${type}`);
    return { name, type, dims, data };
  });
}

/** @returns {{header, payload}} the answer to one request; session.current is the model that is loaded */
async function answer(runtime, session, request, payload) {
  if (request.load) {
    session.current = await runtime.InferenceSession.create(payload, {
      intraOpNumThreads: request.load.threads, interOpNumThreads: 1, logSeverityLevel: 3, // errors only
    });
    return { header: {}, payload: [] };
  }
  const outputs = await run(runtime, session.current, request.run, payload);
  return { header: { outputs: outputs.map(({ name, type, dims }) => ({ name, type, dims })) },
           payload: outputs.map(({ data }) => data) };
}

async function loadRuntime() {
  try {
    return (await import("onnxruntime-node")).default;
  } catch (error) { // Node 18 does not always name the package
    throw new Error(`onnxruntime-node can't be loaded: ${error.message}`);
  }
}

async function main() {
  const runtime = await loadRuntime();
  send({ protocol: PROTOCOL, onnxruntime: runtime.env.versions.node, node: process.version });
  const session = {};
  for (let request = receiveHeader(); request !== null; request = receiveHeader()) {
    const payload = readBytes(request.bytes); // all of it, so that an error leaves the channel at a message's end
    try {
      const { header, payload: data } = await answer(runtime, session, request, payload);
      send(header, data);
    } catch (error) {
      send({ error: error.message });
    }
  }
}

main().then(() => process.exit(0), (error) => {
  console.error(error.message);
  process.exit(2);
});
