#include "config/field_visitor.h"

#include <fmt/format.h>

#include <cmath>

#include "config/choice_text.h"

namespace affekt {
namespace {

/// "from 0 to 1", "> 0 and <= 1"; empty without bounds.
std::string describe_range(const FieldRules& rules) {
  const bool has_minimum = std::isfinite(rules.minimum), has_maximum = std::isfinite(rules.maximum);
  if (has_minimum && has_maximum && !rules.minimum_excluded && !rules.maximum_excluded) {
    return fmt::format("from {} to {}", fmt::format("{}", rules.minimum), fmt::format("{}", rules.maximum));
  }
  std::string text;
  if (has_minimum) text = fmt::format("{} {}", rules.minimum_excluded ? ">" : ">=", rules.minimum);
  if (has_maximum) {
    text += fmt::format("{}{} {}", text.empty() ? "" : " and ",
                        rules.maximum_excluded ? "<" : "<=", rules.maximum);
  }
  return text;
}

std::string describe_number(const std::string& kind, const FieldRules& rules) {
  const std::string range = describe_range(rules);
  return range.empty() ? kind : kind + " " + range;
}

struct Describe {
  const FieldRules& rules;
  std::string operator()(const bool*) const { return "true or false"; }
  std::string operator()(const int64_t*) const { return describe_number("an integer", rules); }
  std::string operator()(const double*) const { return describe_number("a number", rules); }
  std::string operator()(const std::string*) const {
    if (!rules.choices.empty()) return join_choices(rules.choices);
    if (rules.is_folder_name) {
      return "a name of letters, digits, '.', '_' and '-' that begins with a letter or digit";
    }
    return std::string(rules.is_path ? "a path" : "a text") + (rules.is_empty_allowed ? ", or \"\"" : "");
  }
  std::string operator()(const std::vector<int64_t>*) const {
    return fmt::format("a list of {} to {} integers, each {}", rules.min_items, rules.max_items,
                       describe_range(rules));
  }
  std::string operator()(const std::vector<std::string>*) const {
    return fmt::format("a list of {} to {} texts{}", rules.min_items, rules.max_items,
                       rules.choices.empty() ? "" : ", each " + join_choices(rules.choices));
  }
};

}  // namespace

bool FieldRules::allows(double number) const {
  return (minimum_excluded ? number > minimum : number >= minimum) &&
         (maximum_excluded ? number < maximum : number <= maximum);
}

std::string describe_expected(const FieldRules& rules, const FieldPointer& value) {
  return std::visit(Describe{rules}, value);
}

std::string FieldVisitor::path_of(std::string_view key) const {
  std::string path;
  for (const SectionStep& section : sections_) path = join_key(path, section.key);
  return key.empty() ? path : join_key(path, key);
}

std::vector<KeyPart> FieldVisitor::parts_of(const std::vector<KeyPart>& own) const {
  std::vector<KeyPart> parts = own;
  for (const SectionStep& section : sections_)
    parts.insert(parts.end(), section.parts.begin(), section.parts.end());
  return parts;
}

std::string join_key(std::string_view section, std::string_view key) {
  return section.empty() ? std::string(key) : std::string(section) + "." + std::string(key);
}

}  // namespace affekt
