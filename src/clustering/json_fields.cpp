#include "clustering/json_fields.h"

#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

/// NaN for what is not a number: JSON itself has none.
double number_of(const nlohmann::json& value) {
  return value.is_number() ? value.get<double>() : std::nan("");
}

}  // namespace

JsonFields::JsonFields(const nlohmann::json& json, std::string where)
    : json_(json), where_(std::move(where)) {
  if (!json_.is_object()) throw ArtifactError(where_ + ": expected an object of named fields");
}

void JsonFields::refuse(const char* key, const std::string& expected) const {
  throw ArtifactError(where_ + "." + key + ": expected " + expected +
                      "; the file is damaged or of another version of affekt, train again");
}

const nlohmann::json& JsonFields::field(const char* key) const {
  const auto found = json_.find(key);
  if (found == json_.end()) refuse(key, "this field, it is missing");
  return *found;
}

const nlohmann::json& JsonFields::array(const char* key) const {
  const nlohmann::json& value = field(key);
  if (!value.is_array()) refuse(key, "a list");
  return value;
}

std::string JsonFields::text(const char* key) const {
  const nlohmann::json& value = field(key);
  if (!value.is_string()) refuse(key, "a text");
  return value.get<std::string>();
}

bool JsonFields::flag(const char* key) const {
  const nlohmann::json& value = field(key);
  if (!value.is_boolean()) refuse(key, "true or false");
  return value.get<bool>();
}

int64_t JsonFields::integer(const char* key) const {
  const nlohmann::json& value = field(key);
  if (!value.is_number_integer()) refuse(key, "a whole number");
  return value.get<int64_t>();
}

double JsonFields::number(const char* key) const {
  const double value = number_of(field(key));
  if (!std::isfinite(value)) refuse(key, "a finite number");
  return value;
}

std::vector<std::string> JsonFields::texts(const char* key) const {
  std::vector<std::string> texts;
  for (const nlohmann::json& value : array(key)) {
    if (!value.is_string()) refuse(key, "a list of texts");
    texts.push_back(value.get<std::string>());
  }
  return texts;
}

std::vector<double> JsonFields::numbers(const char* key, size_t size) const {
  const nlohmann::json& values = array(key);
  if (values.size() != size)
    refuse(key, std::to_string(size) + " numbers, got " + std::to_string(values.size()));
  std::vector<double> numbers;
  numbers.reserve(size);
  for (const nlohmann::json& value : values) {
    numbers.push_back(number_of(value));
    if (!std::isfinite(numbers.back())) refuse(key, "finite numbers only");
  }
  return numbers;
}

std::vector<float> JsonFields::floats(const char* key, size_t size) const {
  const std::vector<double> wide = numbers(key, size);
  return {wide.begin(), wide.end()};
}

}  // namespace affekt
