#include "inference/metadata_value.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/text/text.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr size_t kMaxShown = 200;  // characters of a value in a message

}  // namespace

MetadataValue::MetadataValue(const OnnxModel& model, const std::string& key) : model_(model), name_(key) {
  const auto found = model.metadata.find(key);
  if (found == model.metadata.end()) return;
  value_ = json::parse(found->second, nullptr, /*allow_exceptions=*/false);
  if (!value_->is_discarded()) return;
  value_ = found->second;
  refuse("JSON");
}

const json& MetadataValue::any() const {
  static const json missing;
  return value_ ? *value_ : missing;
}

MetadataValue MetadataValue::operator[](const std::string& member) const {
  MetadataValue inner(model_, name_ + "." + member, std::nullopt);
  if (!value_) return inner;
  if (!value_->is_object()) refuse("an object");
  const auto found = value_->find(member);
  if (found != value_->end()) inner.value_ = *found;
  return inner;
}

int64_t MetadataValue::integer(double least, double greatest, std::optional<int64_t> fallback) const {
  if (!value_ && fallback) return *fallback;
  const auto in_range = [&] {
    const auto value = value_->get<double>();
    return value >= least && value <= greatest;
  };
  if (!value_ || !value_->is_number_integer() || !in_range())
    refuse(fmt::format("a whole number from {:.0f} to {:.0f}", least, greatest));
  return value_->get<int64_t>();
}

double MetadataValue::number(double least, double greatest) const {
  // Written so that NaN fails.
  if (!value_ || !value_->is_number() ||
      !(value_->get<double>() >= least && value_->get<double>() <= greatest))
    refuse(fmt::format("a number from {:g} to {:g}", least, greatest));
  return value_->get<double>();
}

std::string MetadataValue::text() const {
  if (!value_ || !value_->is_string()) refuse("a text");
  return value_->get<std::string>();
}

template <class IsGood>
const json& MetadataValue::list(const std::string& expected, const IsGood& is_good) const {
  if (!value_ || !value_->is_array() || value_->empty() ||
      !std::all_of(value_->begin(), value_->end(), is_good))
    refuse("a JSON list of " + expected);
  return *value_;
}

std::vector<std::string> MetadataValue::texts() const {
  return list("names", [](const auto& name) { return name.is_string(); }).get<std::vector<std::string>>();
}

std::vector<float> MetadataValue::numbers() const {
  const auto is_good = [](const auto& number) {
    return number.is_number() && std::isfinite(number.template get<float>());
  };
  return list("numbers", is_good).get<std::vector<float>>();
}

void MetadataValue::refuse(const std::string& expected) const {
  if (!value_) model_.refuse(fmt::format("metadata \"{}\" is missing; expected {}", name_, expected));
  const std::string got =
      shorten_text(value_->is_string() ? value_->get<std::string>() : to_json_text(*value_), kMaxShown);
  model_.refuse(fmt::format("metadata \"{}\": expected {}, got {}", name_, expected, got));
}

std::string read_metadata_choice(const OnnxModel& model, const std::string& key,
                                 const std::vector<std::string>& choices) {
  const std::string value = model.text(key);
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return value;
  if (model.metadata.count(key) == 0) model.refuse(fmt::format("metadata \"{}\" is missing", key));
  model.refuse(fmt::format("metadata \"{}\": expected {}, got {}", key, fmt::join(choices, " or "), value));
}

}  // namespace affekt
