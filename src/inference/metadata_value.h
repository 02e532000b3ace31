// One entry of an ONNX file's metadata, or a member of one, read with its type and range checked.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "inference/onnx_model.h"

namespace affekt {

/// An entry that is written as JSON. All that read throw ArtifactError, which names the file, the key, what
/// was expected and what is there; so they do for an entry that is missing and has no fallback. Example:
/// MetadataValue(model, "affekt.selection")["seed"].integer(0, 100, /*fallback=*/1)
class MetadataValue {
 public:
  /// @param model  borrowed
  MetadataValue(const OnnxModel& model, const std::string& key);

  bool is_there() const { return value_.has_value(); }
  const nlohmann::json& any() const;  // null if it is missing
  /// A member of an object; missing if there is no object, or none in it.
  MetadataValue operator[](const std::string& member) const;

  int64_t integer(double least, double greatest, std::optional<int64_t> fallback = {}) const;
  double number(double least, double greatest) const;
  std::string text() const;
  std::vector<std::string> texts() const;  // a list, not empty
  std::vector<float> numbers() const;      // a list of finite float32 numbers, not empty

  /// @param expected  "a whole number from 2 to 100"
  [[noreturn]] void refuse(const std::string& expected) const;

 private:
  MetadataValue(const OnnxModel& model, std::string name, std::optional<nlohmann::json> value)
      : model_(model), name_(std::move(name)), value_(std::move(value)) {}
  template <class IsGood>
  const nlohmann::json& list(const std::string& expected, const IsGood& is_good) const;

  const OnnxModel& model_;
  std::string name_;  // "affekt.selection", "affekt.selection.seed"
  std::optional<nlohmann::json> value_;
};

/// An entry that is plain text and one of these. @throws ArtifactError
std::string read_metadata_choice(const OnnxModel& model, const std::string& key,
                                 const std::vector<std::string>& choices);

}  // namespace affekt
