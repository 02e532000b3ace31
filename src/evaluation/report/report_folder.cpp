#include "evaluation/report/report_folder.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "runs/run_directory.h"

namespace affekt {

namespace {

namespace fs = std::filesystem;

/// The run directory itself, or the folder of an ONNX file.
fs::path folder_of(const fs::path& model) {
  if (fs::is_directory(model)) return model;
  return model.has_parent_path() ? model.parent_path() : fs::path(".");
}

/// "split test, digest 0123abcd..." as a report there has it, if it differs from `data`; "" if it does not,
/// or there is no report.
std::string find_other_report(const fs::path& path, const std::map<std::string, std::string>& data) {
  if (!fs::exists(path)) return "";
  const auto report = nlohmann::json::parse(read_text_file(path), nullptr, /*allow_exceptions=*/false);
  if (!report.is_object() || !report.contains("data") || !report["data"].is_object()) return "";
  std::string found;
  bool differs = false;
  for (const auto& [key, expected] : data) {
    const auto value = report["data"].find(key);
    if (value == report["data"].end()) continue;
    differs = differs || *value != expected;
    const std::string text = value->is_string() ? value->get<std::string>() : value->dump();
    found += fmt::format("{}{} {}", found.empty() ? "" : ", ", key,
                         text.size() > 12 ? text.substr(0, 12) + "..." : text);
  }
  return differs ? found : "";
}

}  // namespace

fs::path choose_report_folder(const fs::path& model, const std::map<std::string, std::string>& data,
                              const std::string& own_name, const fs::path& named) {
  if (!named.empty()) {
    check_report_folder(named, model, data);
    return named;
  }
  const fs::path beside = folder_of(model);
  const auto existing = beside / "report.json";
  if (find_other_report(existing, data).empty()) return beside;
  const auto own = beside / own_name;
  log_info(fmt::format("{} is on other samples and stays; this report goes to {}", existing.string(),
                       own.string()));
  return own;
}

void check_report_folder(const fs::path& folder, const fs::path& model,
                         const std::map<std::string, std::string>& data) {
  const auto refuse = [&](const std::string& what) {
    throw ArtifactError(fmt::format("--out {}: {}; choose another --out", folder.string(), what));
  };
  std::error_code ignored;
  if (fs::exists(folder, ignored) && !fs::is_directory(folder, ignored)) refuse("is no folder");
  const bool is_own = fs::equivalent(folder, folder_of(model), ignored);
  if (!is_own && inspect_run_directory(RunPaths{folder}) == RunDirectoryContent::kRun)
    refuse("is the run directory of another model, whose own report belongs there");
  const fs::path report = folder / "report.json";
  const std::string found = find_other_report(report, data);
  if (!found.empty())
    refuse(fmt::format("there is {}, a report on other samples ({}), which this one would replace",
                       report.filename().string(), found));
}

}  // namespace affekt
