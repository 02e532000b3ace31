// A protobuf message as bytes, field by field: enough for TensorBoard's few messages.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace affekt {

/// A number in the order of bytes that files have.
template <class T>
std::string little_endian(T value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

class ProtoMessage {
 public:
  ProtoMessage& integer(int field, int64_t value) {
    key(field, 0);
    varint(static_cast<uint64_t>(value));
    return *this;
  }
  ProtoMessage& number(int field, double value) {
    key(field, 1);
    bytes_ += little_endian(value);
    return *this;
  }
  ProtoMessage& single(int field, float value) {
    key(field, 5);
    bytes_ += little_endian(value);
    return *this;
  }
  /// A text, bytes, or a message.
  ProtoMessage& text(int field, const std::string& content) {
    key(field, 2);
    varint(content.size());
    bytes_ += content;
    return *this;
  }
  ProtoMessage& message(int field, const ProtoMessage& content) { return text(field, content.bytes_); }
  /// Repeated, packed.
  ProtoMessage& numbers(int field, const std::vector<double>& values) {
    std::string packed;
    for (const double value : values) packed += little_endian(value);
    return text(field, packed);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  void key(int field, int wire_type) {
    varint(static_cast<uint64_t>(field) << 3 | static_cast<uint64_t>(wire_type));
  }
  void varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>((value & 0x7f) | 0x80));
    bytes_.push_back(static_cast<char>(value));
  }
  std::string bytes_;
};

}  // namespace affekt
