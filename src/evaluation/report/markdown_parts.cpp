#include "evaluation/report/markdown_parts.h"

#include <fmt/format.h>

#include "evaluation/classification/report_text.h"

namespace affekt {

std::string markdown_value(const nlohmann::json& value) {
  return escape_markdown(json_to_text(value));
}

std::string markdown_row(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string markdown_head(const std::vector<std::string>& titles) {
  std::string rule = "|---|";
  for (size_t i = 1; i < titles.size(); ++i) rule += "---:|";
  return markdown_row(titles) + rule + "\n";
}

std::string markdown_facts(const std::string& title, const nlohmann::json& object) {
  if (object.empty()) return "";
  std::string text = "### " + title + "\n\n" + markdown_head({"", "value"});
  for (const auto& [key, value] : object.items()) {
    text += markdown_row({escape_markdown(key_to_words(key)), markdown_value(value)});
  }
  return text + "\n";
}

std::string markdown_notes(const nlohmann::json& notes) {
  std::string text;
  for (const nlohmann::json& note : notes) {
    text += fmt::format("> **{}** {}\n>\n",
                        note["level"] == "warning" ? "Warning:" : "Note:", markdown_value(note["text"]));
  }
  return text + "\n";
}

}  // namespace affekt
