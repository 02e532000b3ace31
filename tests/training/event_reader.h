// Reads TensorBoard event files by their published formats (TFRecord, protobuf's wire format), with nothing
// of the writer.
#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace affekt::testing_events {

/// CRC-32C, one bit after the other: the reflected polynomial of RFC 3720.
inline uint32_t crc32c_bit_by_bit(const std::string& bytes) {
  uint32_t crc = 0xffffffffu;
  for (const char byte : bytes)
    for (int bit = 0; bit < 8; ++bit) {
      const bool in = ((static_cast<unsigned char>(byte) >> bit) & 1) != 0, out = (crc & 1) != 0;
      crc >>= 1;
      if (in != out) crc ^= 0x82f63b78u;
    }
  return ~crc;
}

template <class T>
T read_little_endian(const std::string& bytes, size_t at) {
  if (at + sizeof(T) > bytes.size()) throw std::runtime_error("cut short");
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

/// One field of a message, by its wire type: 0 integer, 1 and 5 bits of a number, 2 bytes.
struct Field {
  int wire_type = 0;
  uint64_t bits = 0;
  std::string bytes;

  double number() const {
    if (wire_type == 5) {
      const auto half = static_cast<uint32_t>(bits);
      float value;
      std::memcpy(&value, &half, sizeof value);
      return value;
    }
    if (wire_type != 1) throw std::runtime_error("no number");
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
};
using Message = std::multimap<int, Field>;

inline uint64_t read_varint(const std::string& bytes, size_t& at) {
  uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.at(at++));
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
}

inline Message read_message(const std::string& bytes) {
  Message message;
  for (size_t at = 0; at < bytes.size();) {
    const uint64_t key = read_varint(bytes, at);
    Field field;
    field.wire_type = static_cast<int>(key & 7);
    if (field.wire_type == 0) {
      field.bits = read_varint(bytes, at);
    } else if (field.wire_type == 1) {
      field.bits = read_little_endian<uint64_t>(bytes, at);
      at += 8;
    } else if (field.wire_type == 5) {
      field.bits = read_little_endian<uint32_t>(bytes, at);
      at += 4;
    } else if (field.wire_type == 2) {
      const uint64_t length = read_varint(bytes, at);
      if (at + length > bytes.size()) throw std::runtime_error("cut short");
      field.bytes = bytes.substr(at, length);
      at += length;
    } else {
      throw std::runtime_error("unknown wire type");
    }
    message.emplace(static_cast<int>(key >> 3), field);
  }
  return message;
}

/// The only field of that number. @throws std::runtime_error
inline const Field& only(const Message& message, int field) {
  if (message.count(field) != 1)
    throw std::runtime_error("field " + std::to_string(field) + " is not there once");
  return message.find(field)->second;
}

inline std::vector<double> read_packed(const Field& field) {
  std::vector<double> values;
  for (size_t at = 0; at < field.bytes.size(); at += 8)
    values.push_back(read_little_endian<double>(field.bytes, at));
  return values;
}

/// The records of the file. @throws std::runtime_error if a length or a checksum is wrong
inline std::vector<std::string> read_records(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  const std::string bytes = text.str();
  const auto masked = [](const std::string& data) {
    const uint32_t crc = crc32c_bit_by_bit(data);
    return static_cast<uint32_t>(((crc >> 15) | (crc << 17)) + 0xa282ead8u);
  };
  std::vector<std::string> records;
  for (size_t at = 0; at < bytes.size();) {
    const auto length = read_little_endian<uint64_t>(bytes, at);
    if (read_little_endian<uint32_t>(bytes, at + 8) != masked(bytes.substr(at, 8)))
      throw std::runtime_error("wrong checksum of a length");
    const std::string record = bytes.substr(at + 12, length);
    if (read_little_endian<uint32_t>(bytes, at + 12 + length) != masked(record))
      throw std::runtime_error("wrong checksum of a record");
    records.push_back(record);
    at += 16 + length;
  }
  return records;
}

/// One summary value of an event.
struct Value {
  int64_t step = 0;
  Message fields;  // of Summary.Value
};

/// By tag, in the order of the file.
inline std::multimap<std::string, Value> read_values(const std::filesystem::path& path) {
  std::multimap<std::string, Value> values;
  for (const std::string& record : read_records(path)) {
    const Message event = read_message(record);
    if (event.count(5) == 0) continue;  // file_version
    const Message summary = read_message(only(event, 5).bytes);
    for (auto [at, end] = summary.equal_range(1); at != end; ++at) {
      const Message fields = read_message(at->second.bytes);
      values.emplace(only(fields, 1).bytes, Value{static_cast<int64_t>(only(event, 2).bits), fields});
    }
  }
  return values;
}

}  // namespace affekt::testing_events
