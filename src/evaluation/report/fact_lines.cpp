#include "evaluation/report/fact_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/text/affix.h"
#include "core/text/count_text.h"
#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using nlohmann::json;

constexpr size_t kMaxEntries = 20;  // of a list of numbers or short texts
constexpr size_t kMaxObjects = 3;   // of a list of objects

/// Four digits are enough to read; report.json has all.
std::string number_to_text(double number) {
  return std::abs(number) >= 1000 && std::abs(number) < 1e12 ? format_count(std::llround(number))
                                                             : fmt::format("{:.4g}", number);
}

std::string list_to_text(const json& list);

/// @param title  of the line: a seed is a name rather than a number
std::string value_to_text(const std::string& title, const json& value) {
  if (value.is_array()) return list_to_text(value);
  if (value.is_object()) {
    std::string text;
    for (const auto& [key, member] : value.items())
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", key_to_words(key), value_to_text(key, member));
    return text;
  }
  if (value.is_number_float()) return number_to_text(value.get<double>());
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number_integer() && !ends_with(title, "seed")) return format_count(value.get<int64_t>());
  return json_to_text(value);
}

std::string list_to_text(const json& list) {
  if (list.empty()) return "none";
  const bool has_objects = list.front().is_structured();
  // Sentences follow each other as they are.
  const bool has_sentences = list.front().is_string() && ends_with(list.front().get<std::string>(), ".");
  const size_t shown = std::min(list.size(), has_objects ? kMaxObjects : kMaxEntries);
  std::string text;
  for (size_t i = 0; i < shown; ++i)
    text += (i == 0 ? "" : has_sentences ? " " : has_objects ? "; " : ", ") + value_to_text("", list[i]);
  return shown == list.size()
             ? text
             : fmt::format("{} and {} more", text, format_count(static_cast<int64_t>(list.size() - shown)));
}

void append_lines(const std::string& title, const json& value, std::vector<FactLine>& lines) {
  if (!value.is_object() || value.empty()) {
    lines.push_back({title, value.is_object() ? "none" : value_to_text(title, value)});
    return;
  }
  for (const auto& [key, member] : value.items())
    append_lines((title.empty() ? "" : title + ", ") + key_to_words(key), member, lines);
}

}  // namespace

std::vector<FactLine> list_facts(const json& object) {
  std::vector<FactLine> lines;
  if (!object.empty()) append_lines("", object, lines);
  return lines;
}

std::vector<Block> list_facts_by_member(const json& about, const std::string& prefix,
                                        const std::string& title_of_rest) {
  std::vector<Block> blocks;
  json rest = json::object();
  for (const auto& [key, value] : about.items()) {
    if (!value.is_object()) {
      rest[key] = value;
    } else {
      const std::string words = key_to_words(key);
      blocks.emplace_back(Facts{prefix.empty() ? capitalised(words) : prefix + words, value});
    }
  }
  blocks.emplace_back(Facts{title_of_rest, rest});
  return blocks;
}

}  // namespace affekt
