// Notes at the top of a report: what a reader must know before believing the scores, warnings first.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace affekt {

/// @param code  snake_case, for programs  @param text  one or two sentences
class NoteList {
 public:
  void warn(const char* code, const std::string& text) { add(warnings_, "warning", code, text); }
  void inform(const char* code, const std::string& text) { add(infos_, "info", code, text); }

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

}  // namespace affekt
