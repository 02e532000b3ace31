// Notes at the top of a report: what a reader must know before believing the scores, warnings first.
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "evaluation/report/report_document.h"

namespace affekt {

/// @param code  snake_case, for programs  @param text  one or two sentences; with arguments a format string
class NoteList {
 public:
  void warn(const char* code, const std::string& text) { add(warnings_, "warning", code, text); }
  void inform(const char* code, const std::string& text) { add(infos_, "info", code, text); }
  template <class First, class... Rest>
  void warn(const char* code, fmt::format_string<First, Rest...> text, First&& first, Rest&&... rest) {
    warn(code, fmt::format(text, std::forward<First>(first), std::forward<Rest>(rest)...));
  }
  template <class First, class... Rest>
  void inform(const char* code, fmt::format_string<First, Rest...> text, First&& first, Rest&&... rest) {
    inform(code, fmt::format(text, std::forward<First>(first), std::forward<Rest>(rest)...));
  }

  /// [{"level": "warning" | "info", "code", "text"}], warnings first
  nlohmann::json take() const {
    nlohmann::json all = warnings_;
    all.insert(all.end(), infos_.begin(), infos_.end());
    return all;
  }

 private:
  static void add(nlohmann::json& list, const char* level, const char* code, const std::string& text) {
    list.push_back({{"level", level}, {"code", code}, {"text", text}});
  }
  nlohmann::json warnings_ = nlohmann::json::array(), infos_ = nlohmann::json::array();
};

/// report.json's notes for the document.
inline std::vector<Note> read_notes(const nlohmann::json& notes) {
  std::vector<Note> read;
  for (const nlohmann::json& note : notes)
    read.push_back({note.at("level") == "warning", note.at("code"), note.at("text")});
  return read;
}

}  // namespace affekt
