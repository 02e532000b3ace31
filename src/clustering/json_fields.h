// Fields of a saved model's JSON, each checked as it is read.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace affekt {

/// One object of a saved model. All functions throw ArtifactError, naming the field and what was expected.
class JsonFields {
 public:
  /// @param json   borrowed  @param where  what it is a part of, for messages: "transform"
  JsonFields(const nlohmann::json& json, std::string where);

  const nlohmann::json& array(const char* key) const;
  std::string text(const char* key) const;
  bool flag(const char* key) const;
  int64_t integer(const char* key) const;
  double number(const char* key) const;  // finite
  std::vector<std::string> texts(const char* key) const;
  /// Finite numbers. @param size  how many there must be
  std::vector<double> numbers(const char* key, size_t size) const;
  /// The same as float32: gives the bits that were written.
  std::vector<float> floats(const char* key, size_t size) const;
  [[noreturn]] void refuse(const char* key, const std::string& expected) const;

 private:
  const nlohmann::json& field(const char* key) const;
  const nlohmann::json& json_;
  std::string where_;
};

}  // namespace affekt
