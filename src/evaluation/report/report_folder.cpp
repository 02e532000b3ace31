#include "evaluation/report/report_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/files/json_file.h"
#include "core/files/writable_folder.h"
#include "core/process/log.h"
#include "core/version.h"
#include "evaluation/figures/svg_canvas.h"
#include "evaluation/report/value_text.h"
#include "runs/run_directory.h"
#include "runs/state/run_record.h"

namespace affekt {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// The run directory itself, or the folder of an ONNX file.
fs::path folder_of(const fs::path& model) {
  if (fs::is_directory(model)) return model;
  return model.has_parent_path() ? model.parent_path() : fs::path(".");
}

bool is_run(const fs::path& folder) {
  return inspect_run_directory(RunPaths{folder}) == RunDirectoryContent::kRun;
}

bool is_by_affekt(const json& report) {
  const json& tool = member_or_null(report, "tool");
  return member_or_null(tool, "version").is_string() && tool.contains("commit");
}

/// Why a report on `data` does not go to the folder: "report.json there is a report on other samples (split
/// test, digest 0123abcd...)"; "" if it may.
std::string why_not_replaced(const fs::path& folder, const std::map<std::string, std::string>& data) {
  const std::string foreign =
      find_foreign_file(folder, "report", {"report.json", "report.html", "report.md"});
  if (!foreign.empty()) return foreign + " there was not written by affekt";
  const json report = read_json_object(folder / "report.json");
  std::string found;
  bool differs = false;
  for (const auto& [key, expected] : data) {
    const json& value = member_or_null(member_or_null(report, "data"), key);
    if (value.is_null()) continue;
    differs = differs || value != expected;
    const std::string text = json_to_text(value);
    found += fmt::format("{}{} {}", found.empty() ? "" : ", ", key,
                         text.size() > 12 ? text.substr(0, 12) + "..." : text);
  }
  return differs ? "report.json there is a report on other samples (" + found + ")" : "";
}

/// The folder inside the model's, if the report must not go beside the model.
fs::path choose_folder_beside(const EvaluateRequest& request, const std::map<std::string, std::string>& data,
                              const std::string& own_name) {
  const fs::path beside = folder_of(request.model), own = beside / own_name;
  const bool as_the_run_does = fs::is_directory(request.model) && request.engine.empty();
  std::string reason = why_not_replaced(beside, data);
  if (reason.empty() && !as_the_run_does && is_run(beside) && fs::exists(beside / "report.json"))
    reason = "report.json there is the run's own";
  if (reason.empty()) return beside;
  log_info(fmt::format("{}: {} and stays; this report goes to {}", beside.string(), reason, own.string()));
  const std::string further = why_not_replaced(own, data);
  if (!further.empty())
    throw ArtifactError(fmt::format("{}: {}; name another folder with --out", own.string(), further));
  return own;
}

}  // namespace

json describe_tool() {
  return {{"name", "affekt"}, {"version", tool_version()}, {"commit", git_commit()}};
}

std::string find_foreign_file(const fs::path& folder, const std::string& stem,
                              const std::vector<fs::path>& files) {
  const json report = read_json_object(folder / (stem + ".json"));
  const bool is_ours = report.is_null() ? is_run(folder) || fs::exists(folder / kGroupFileName)
                                        : is_by_affekt(report);  // null: damaged, or none
  const auto is_foreign = [&](const fs::path& name) {
    const fs::path path = folder / name;
    if (!fs::exists(path)) return false;
    if (is_ours || !fs::is_regular_file(path)) return !fs::is_regular_file(path);
    return path.extension() != ".svg" || !is_standalone_svg(read_text_file(path));
  };
  const auto found = std::find_if(files.begin(), files.end(), is_foreign);
  return found == files.end() ? "" : found->string();
}

fs::path choose_report_folder(const EvaluateRequest& request, const std::map<std::string, std::string>& data,
                              const std::string& own_name) {
  const fs::path& named = request.output_directory;
  if (request.replaces_report) return named;
  if (!named.empty()) check_report_folder(named, request.model, data);
  const fs::path folder = named.empty() ? choose_folder_beside(request, data, own_name) : named;
  require_writable_folder(folder, "name another folder with --out");
  return folder;
}

void check_report_folder(const fs::path& folder, const fs::path& model,
                         const std::map<std::string, std::string>& data) {
  std::error_code ignored;
  std::string reason;
  if (fs::exists(folder, ignored) && !fs::is_directory(folder, ignored)) {
    reason = "is no folder";
  } else if (!fs::equivalent(folder, folder_of(model), ignored) && is_run(folder)) {
    reason = "is the run directory of another model, whose own report belongs there";
  } else {
    reason = why_not_replaced(folder, data);
  }
  if (!reason.empty())
    throw ArtifactError(fmt::format("--out {}: {}; choose another --out", folder.string(), reason));
}

}  // namespace affekt
