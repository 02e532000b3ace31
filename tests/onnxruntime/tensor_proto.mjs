// Reads the one ONNX message that test vectors are made of: a TensorProto of float32 or int64 with raw_data.
import { readFileSync } from "node:fs";

const FIELD_DIMS = 1, FIELD_DATA_TYPE = 2, FIELD_NAME = 8, FIELD_RAW_DATA = 9; // onnx.proto, TensorProto
const ARRAYS = { 1: Float32Array, 7: BigInt64Array }; // by TensorProto.DataType
const WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5;

class WireReader {
  constructor(bytes) {
    this.bytes = bytes;
    this.offset = 0;
  }
  get atEnd() {
    return this.offset === this.bytes.length;
  }
  take(count) {
    if (this.offset + count > this.bytes.length) throw new Error("the file is truncated");
    this.offset += count;
    return this.bytes.subarray(this.offset - count, this.offset);
  }
  varint() {
    let value = 0, scale = 1;
    for (;;) {
      const byte = this.take(1)[0];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }
  /** One field: {number, value}, value a number or a Uint8Array. */
  field() {
    const tag = this.varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case WIRE_VARINT: return { number, value: this.varint() };
      case WIRE_FIXED64: return { number, value: this.take(8) };
      case WIRE_BYTES: return { number, value: this.take(this.varint()) };
      case WIRE_FIXED32: return { number, value: this.take(4) };
      default: throw new Error(`wire type ${tag % 8} is unknown: not a protobuf file`);
    }
  }
}

function readDims(value) {
  if (typeof value === "number") return [value];
  const packed = new WireReader(value), dims = [];
  while (!packed.atEnd) dims.push(packed.varint());
  return dims;
}

/** @returns {{name: string, dims: number[], data: Float32Array | BigInt64Array}} */
export function readTensorProto(path) {
  try {
    const reader = new WireReader(readFileSync(path));
    const dims = [];
    let name = "", type = 0, raw = new Uint8Array(0);
    while (!reader.atEnd) {
      const { number, value } = reader.field();
      if (number === FIELD_DIMS) dims.push(...readDims(value));
      if (number === FIELD_DATA_TYPE) type = value;
      if (number === FIELD_NAME) name = Buffer.from(value).toString();
      if (number === FIELD_RAW_DATA) raw = value;
    }
    const count = dims.reduce((product, size) => product * size, 1), Values = ARRAYS[type];
    if (!Values || raw.length !== Values.BYTES_PER_ELEMENT * count) {
      throw new Error(`expected ${count} float32 or int64 of raw_data, got type ${type} and ${raw.length} bytes`);
    }
    return { name, dims, data: new Values(Uint8Array.from(raw).buffer) };
  } catch (error) {
    throw new Error(`${path}: ${error.message}`);
  }
}
