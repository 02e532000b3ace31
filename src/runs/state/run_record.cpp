#include "runs/state/run_record.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/log.h"
#include "core/text/text.h"
#include "core/text/time_text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Another one after each writing, which renames; empty: there is none.
std::string identify_file(const fs::path& path) {
  struct stat found = {};
  if (::stat(path.c_str(), &found) != 0) return "";
  return fmt::format("{} {} {}.{}", found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec);
}

/// What changes when a command begins to write a run or a group of runs.
std::string identify_begin(const RunPaths& paths) {
  return identify_file(paths.config()) + "; " + identify_file(paths.root / kGroupFileName);
}

std::string now_text() {
  return format_utc(std::chrono::system_clock::now());
}

/// So that one that is gone later is missed.
json list_results(const RunPaths& paths) {
  json results = json::array();
  for (const char* name : {"report.json", "model.onnx"})
    if (fs::exists(paths.root / name)) results.push_back(name);
  return results;
}

/// 0 where the record is not there, or damaged.
double seconds_of(const std::string& record) {
  const json former = json::parse(record, nullptr, /*allow_exceptions=*/false);
  if (!former.is_object() || !former.contains("seconds") || !former["seconds"].is_number()) return 0;
  return former["seconds"].get<double>();
}

}  // namespace

RunRecord::RunRecord(const RunPaths& paths, const RunPlan& plan)
    : paths_(paths), lock_(paths, paths.state_lock()), start_(std::chrono::steady_clock::now()) {
  if (fs::exists(paths_.state())) former_ = read_text_file(paths_.state());
  former_begin_ = identify_begin(paths_);
  if (plan.resume) seconds_before_ = seconds_of(former_);
  record_ = {{"command", plan.command},
             {"stage", "preparation"},
             {"best_metric", plan.best_metric},
             {"num_epochs", plan.num_epochs},
             {"started_at", now_text()}};
  write("running");
}

RunRecord::~RunRecord() {
  if (!has_ended_) interrupt("the command ended without a word");
}

void RunRecord::set_stage(const std::string& stage) {
  record_["stage"] = stage;
  write("running");
}

void RunRecord::write(const std::string& state) {
  record_["state"] = state;
  record_["updated_at"] = now_text();
  record_["seconds"] =
      seconds_before_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  write_text_atomically(paths_.state(), to_json_text(record_, 2) + "\n");
}

/// Doesn't throw: the work is done, or an error of the work is on its way.
void RunRecord::end(const std::string& state, const std::string& reason) {
  has_ended_ = true;
  try {
    if (!reason.empty()) record_["reason"] = reason;
    if (state == "finished") record_["results"] = list_results(paths_);
    const bool is_begun = identify_begin(paths_) != former_begin_;
    if (state == "finished" || is_begun) {
      write(state);
    } else if (former_.empty()) {
      fs::remove(paths_.state());
    } else {
      write_text_atomically(paths_.state(), former_);
    }
  } catch (const std::exception& error) {
    log_warning(
        fmt::format("{}: how the run ended could not be kept: {}", paths_.state().string(), error.what()));
  }
}

void record_run(const RunPaths& paths, const RunPlan& plan, const std::function<void(RunRecord&)>& work) {
  RunRecord record(paths, plan);
  try {
    work(record);
  } catch (const Interrupted& error) {
    record.interrupt(error.what());
    throw;
  } catch (const std::exception& error) {
    record.fail(error.what());
    throw;
  }
  record.finish();
}

}  // namespace affekt
