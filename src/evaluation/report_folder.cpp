#include "evaluation/report_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/atomic_file.h"
#include "core/log.h"

namespace affekt {

namespace fs = std::filesystem;

fs::path choose_report_folder(const fs::path& model, const std::map<std::string, std::string>& data,
                              const std::string& own_name) {
  fs::path beside = model;
  if (!fs::is_directory(model)) beside = model.has_parent_path() ? model.parent_path() : fs::path(".");
  const auto existing = beside / "report.json";
  if (!fs::exists(existing)) return beside;
  const auto report = nlohmann::json::parse(read_text_file(existing), nullptr, /*allow_exceptions=*/false);
  if (!report.is_object() || !report.contains("data") || !report["data"].is_object()) return beside;
  const auto differs = [&](const auto& expected) {
    const auto found = report["data"].find(expected.first);
    return found != report["data"].end() && *found != expected.second;
  };
  if (std::none_of(data.begin(), data.end(), differs)) return beside;
  const auto own = beside / own_name;
  log_info(fmt::format("{} is on other samples and stays; this report goes to {}", existing.string(),
                       own.string()));
  return own;
}

}  // namespace affekt
