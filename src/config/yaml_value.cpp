#include "config/yaml_value.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "config/parse/expand_environment.h"
#include "core/text/text.h"

namespace affekt {
namespace {

/// Plain where every YAML reader takes it for a text, else in double quotes, whose escapes are JSON's.
std::string quote(const std::string& text) {
  static const std::regex plain("[A-Za-z_/][A-Za-z0-9_./-]*");
  static const std::regex reserved("true|false|yes|no|on|off|y|n|null", std::regex::icase);
  if (std::regex_match(text, plain) && !std::regex_match(text, reserved)) return text;
  return to_json_text(nlohmann::json(text));
}

struct FormatValue {
  bool is_path = false;
  std::string operator()(const bool* value) const { return *value ? "true" : "false"; }
  std::string operator()(const int64_t* value) const { return fmt::format("{}", *value); }
  std::string operator()(const double* value) const {
    std::string text = fmt::format("{}", *value);  // the shortest that reads back as the same double
    const size_t exponent = text.find('e');
    // YAML 1.1 readers, Python's among them, take 1e-08 for a text and 1.0e-08 for a number.
    if (exponent != std::string::npos && text.find('.') == std::string::npos) text.insert(exponent, ".0");
    return text;
  }
  std::string operator()(const std::string* value) const {
    return quote(is_path ? escape_path(escape_environment(*value)) : *value);
  }
  std::string operator()(const std::vector<int64_t>* value) const {
    return fmt::format("[{}]", fmt::join(*value, ", "));
  }
  std::string operator()(const std::vector<std::string>* value) const {
    std::string text;
    for (const std::string& item : *value) text += (text.empty() ? "" : ", ") + quote(item);
    return "[" + text + "]";
  }
};

}  // namespace

std::string format_yaml_value(const FieldPointer& value, bool is_path) {
  return std::visit(FormatValue{is_path}, value);
}

}  // namespace affekt
