#include "runs/import/safetensors_header.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

#include "core/error.h"
#include "core/files/lfs_pointer.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr uint64_t kMostHeaderBytes = 100'000'000;  // the format's own limit
constexpr const char* kTypeNames[] = {"F64", "F32", "BF16", "F16", "I64", "I32", "I16", "I8", "U8", "BOOL"};

struct HeaderTensor {
  std::string name, dtype;
  std::vector<int64_t> shape;
  std::vector<uint64_t> offsets;
};

/// Takes the header apart while it is read: no document is built, so that deep nesting costs nothing and a
/// name that stands there twice is seen.
class HeaderReader : public nlohmann::json_sax<json> {
 public:
  explicit HeaderReader(std::string where) : where_(std::move(where)) {}
  std::vector<HeaderTensor> tensors;
  std::map<std::string, std::string> metadata;

  bool null() override { return refuse("a null"); }
  bool boolean(bool) override { return refuse("a boolean"); }
  bool number_float(double, const std::string&) override { return refuse("a number with a fraction"); }
  bool binary(json::binary_t&) override { return refuse("binary data"); }
  bool number_integer(int64_t) override { return refuse("a negative number"); }
  bool number_unsigned(uint64_t value) override {
    if (!in_array_) return refuse("a number");
    if (key_ == "data_offsets") {
      tensors.back().offsets.push_back(value);
    } else if (value > static_cast<uint64_t>(INT64_MAX)) {
      return refuse("a size that is too large");
    } else {
      tensors.back().shape.push_back(static_cast<int64_t>(value));
    }
    return true;
  }
  bool string(std::string& text) override {
    if (in_metadata_) {
      metadata[key_] = std::move(text);
    } else if (depth_ == 2 && key_ == "dtype" && !in_array_) {
      tensors.back().dtype = std::move(text);
    } else {
      return refuse("a text");
    }
    return true;
  }
  bool start_object(size_t) override {
    if (in_array_ || depth_ == 2) return refuse("an object");
    if (++depth_ == 1) return true;
    keys_.clear();
    in_metadata_ = key_ == "__metadata__";
    if (!in_metadata_) tensors.push_back({key_, {}, {}, {}});
    return true;
  }
  bool end_object() override {
    if (depth_ == 2 && !in_metadata_) check_keys();
    --depth_;
    in_metadata_ = false;
    return true;
  }
  bool key(std::string& text) override {
    std::set<std::string>& known = depth_ == 1 ? names_ : keys_;
    if (!known.insert(text).second) fail("the name '" + show_name(text) + "' stands there twice");
    key_ = std::move(text);
    if (depth_ == 2 && !in_metadata_ && key_ != "dtype" && key_ != "shape" && key_ != "data_offsets")
      fail("tensor '" + show_name(tensors.back().name) + "' has an unknown entry '" + show_name(key_) + "'");
    return true;
  }
  bool start_array(size_t) override {
    const bool may_be_here =
        depth_ == 2 && !in_metadata_ && !in_array_ && (key_ == "shape" || key_ == "data_offsets");
    if (!may_be_here) return refuse("a list");
    return in_array_ = true;
  }
  bool end_array() override {
    in_array_ = false;
    return true;
  }
  bool parse_error(size_t position, const std::string&, const json::exception&) override {
    fail("no valid JSON at its byte " + std::to_string(position));
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw ArtifactError(where_ + ": the safetensors header is damaged: " + what);
  }
  bool refuse(const std::string& what) const {
    fail(depth_ == 0 ? what + " where the header's object should be"
                     : "'" + show_name(key_) + "' holds " + what + " that does not belong there");
  }
  void check_keys() const {
    if (keys_.size() != 3 || tensors.back().offsets.size() != 2)
      fail("tensor '" + show_name(tensors.back().name) +
           "': dtype, shape and data_offsets with two numbers expected");
  }

  std::string where_, key_;
  std::set<std::string> names_, keys_;
  int depth_ = 0;
  bool in_metadata_ = false, in_array_ = false;
};

WeightType type_from_name(const HeaderTensor& tensor, const std::string& where) {
  for (size_t i = 0; i < std::size(kTypeNames); ++i)
    if (tensor.dtype == kTypeNames[i]) return static_cast<WeightType>(i);
  throw ArtifactError(where + ": tensor '" + show_name(tensor.name) + "': unknown dtype '" +
                      show_name(tensor.dtype) + "' in the safetensors header");
}

/// The format allows neither overlaps nor gaps.
void check_order(const std::vector<HeaderTensor>& tensors, uint64_t num_bytes, const std::string& where) {
  std::vector<const HeaderTensor*> sorted;
  for (const auto& tensor : tensors) sorted.push_back(&tensor);
  std::sort(sorted.begin(), sorted.end(),
            [](const HeaderTensor* a, const HeaderTensor* b) { return a->offsets < b->offsets; });
  uint64_t at = 0;
  for (const HeaderTensor* tensor : sorted) {
    if (tensor->offsets[0] != at)
      throw ArtifactError(where + ": tensor '" + show_name(tensor->name) + "' begins at byte " +
                          std::to_string(tensor->offsets[0]) + " of the data, where " +
                          (tensor->offsets[0] < at ? "another one lies" : "a gap is before it") +
                          ": the header is damaged");
    at = tensor->offsets[1];
  }
  if (at != num_bytes)
    throw ArtifactError(where + ": " + std::to_string(num_bytes - at) +
                        " bytes behind the last tensor belong to none: the file is damaged");
}

}  // namespace

const char* safetensors_name(WeightType type) {
  return kTypeNames[static_cast<size_t>(type)];
}

bool looks_like_safetensors(std::string_view bytes) {
  uint64_t length = 0;
  if (bytes.size() < sizeof length + 2) return false;
  std::memcpy(&length, bytes.data(), sizeof length);
  return length <= kMostHeaderBytes && bytes[sizeof length] == '{';
}

WeightFile parse_safetensors(std::string_view bytes, const std::string& where) {
  const auto fail = [&](const std::string& what) { throw ArtifactError(where + ": " + what); };
  uint64_t length = 0;
  if (const std::string why = explain_lfs_pointer(bytes.substr(0, 200)); !why.empty()) fail(why);
  if (!looks_like_safetensors(bytes))
    fail("not a safetensors file (" + std::to_string(bytes.size()) + " bytes)");
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > bytes.size() - sizeof length)
    fail("truncated: the header alone needs " + std::to_string(length + sizeof length) +
         " bytes, the file has " + std::to_string(bytes.size()));
  const std::string_view header = bytes.substr(sizeof length, length);
  const std::string_view data = bytes.substr(sizeof length + length);
  HeaderReader reader(where);
  json::sax_parse(header.begin(), header.end(), &reader);

  WeightFile file;
  file.metadata = std::move(reader.metadata);
  for (const auto& entry : reader.tensors) {
    WeightTensor tensor;
    tensor.name = entry.name;
    tensor.type = type_from_name(entry, where);
    tensor.shape = entry.shape;
    tensor.strides = contiguous_strides(entry.shape);
    const uint64_t begin = entry.offsets[0], end = entry.offsets[1];
    if (begin <= end && end > data.size())
      fail("truncated: tensor '" + show_name(entry.name) + "' ends at byte " + std::to_string(end) +
           " of the data, the file has " + std::to_string(data.size()));
    if (begin > end) fail("tensor '" + show_name(entry.name) + "' ends before it begins");
    place_in_storage(tensor, where, data.substr(begin, end - begin), 0);
    if (tensor.bytes.size() != end - begin)
      fail("tensor '" + show_name(entry.name) + "': expected " + std::to_string(tensor.bytes.size()) +
           " bytes by its shape, got " + std::to_string(end - begin));
    file.tensors.push_back(std::move(tensor));
  }
  check_order(reader.tensors, data.size(), where);
  return file;
}

}  // namespace affekt
