#include "evaluation/report/value_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/text/text.h"

namespace affekt {
namespace {

using nlohmann::json;

const std::string kNothing = "–";
const std::string kPercent = "\u00a0%";  // a line must not break before it

}  // namespace

std::string with_true_minus(std::string number) {
  return number[0] == '-' ? "−" + number.substr(1) : number;
}

std::string format_percent(double share, int decimals) {
  return fmt::format("{:.{}f}", 100 * share, decimals) + kPercent;
}

std::string format_percent(const json& share) {
  return share.is_number() ? format_percent(share.get<double>(), 1) : kNothing;
}

std::string format_number(const json& value) {
  return value.is_number() ? fmt::format("{:.3f}", value.get<double>()) : kNothing;
}

std::string format_metric(const MetricInfo& metric, const json& value) {
  if (!value.is_number()) return kNothing;
  const double number = value;
  switch (metric.format) {
    case MetricFormat::kPercent:
      return format_percent(number);
    case MetricFormat::kLargeNumber:
      return number >= 1000 ? format_count(std::llround(number))
                            : with_true_minus(fmt::format("{:.2f}", number));
    case MetricFormat::kNumber:
      break;
  }
  return with_true_minus(format_number(value));
}

std::string format_interval(MetricFormat format, const json& interval) {
  if (!interval.is_array() || !interval[0].is_number() || !interval[1].is_number()) return kNothing;
  const double low = interval[0], high = interval[1];
  if (format == MetricFormat::kPercent)
    return fmt::format("{:.1f} – {:.1f}", 100 * low, 100 * high) + kPercent;
  return with_true_minus(fmt::format("{:.3f}", low)) + " – " + with_true_minus(fmt::format("{:.3f}", high));
}

std::string json_to_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return fmt::format("{:.6g}", value.get<double>());
  if (value.is_null()) return kNothing;
  return to_json_text(value);
}

std::string model_name(const json& facts) {
  const json& name = member_or_null(facts["model"], "name");
  return name.is_string() ? name.get<std::string>() : "Model";
}

std::string key_to_words(std::string key) {
  std::replace(key.begin(), key.end(), '_', ' ');
  return key;
}

std::string capitalised(std::string word) {
  word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
  return word;
}

}  // namespace affekt
