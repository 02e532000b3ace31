#include "training/resume_checks.h"

#include <fmt/format.h>

#include "config/load_config.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/member_or_null.h"
#include "core/process/log.h"
#include "core/text/text.h"
#include "runs/manifest.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// "train.epochs is 3 there and 5 now", at most a handful.
std::string describe_differences(const ExperimentConfig& before, const ExperimentConfig& now) {
  constexpr size_t kMostShown = 5;
  const auto then_values = list_config_values(before), now_values = list_config_values(now);
  std::string text;
  size_t count = 0;
  for (size_t i = 0; i < now_values.size(); ++i) {
    if (!then_values[i].why_unused.empty() && !now_values[i].why_unused.empty()) continue;
    if (then_values[i].value == now_values[i].value || ++count > kMostShown) continue;
    text += fmt::format("{}{} is {} there and {} now", count > 1 ? ", " : "", now_values[i].key,
                        then_values[i].value, now_values[i].value);
  }
  return count > kMostShown ? fmt::format("{}, and {} more", text, count - kMostShown) : text;
}

}  // namespace

void check_same_training(const RunPaths& paths, const ExperimentConfig& now) {
  check_same_training(read_text_file(paths.config()), paths.config().string(), now);
}

void check_same_training(const std::string& yaml, const std::string& where, const ExperimentConfig& now) {
  auto before = parse_experiment(yaml, where);
  before.evaluate = now.evaluate;  // changing these does not change the weights
  before.export_ = now.export_;
  before.data.path = now.data.path;
  before.data.prepared_dir = now.data.prepared_dir;
  before.data.near_duplicate_distance = now.data.near_duplicate_distance;
  before.train.checkpoint_minutes = now.train.checkpoint_minutes;
  before.train.tensorboard = now.train.tensorboard;
  const std::string differences = describe_differences(before, now);
  if (!differences.empty())
    throw ConfigError(fmt::format(
        "{}: the run was begun with another config: {}; resume with that one, or choose another --out", where,
        differences));
}

void check_same_data(const RunPaths& paths, const fs::path& prepared_path,
                     const std::string& content_digest) {
  if (!holds_training(paths)) return;
  const auto before = read_manifest_data(paths.manifest());
  if (!before)
    throw ArtifactError(paths.manifest().string() +
                        ": missing or damaged, so nobody can tell which data the run was begun with; start "
                        "anew with --overwrite, or choose another --out");
  if (before->digest == content_digest) return;
  throw DataError(fmt::format(
      "{}: not the data that the training in {} was begun with (digest {}..., there {}...); bring those back "
      "to resume, start anew with --overwrite, or choose another --out",
      prepared_path.string(), paths.root.string(), content_digest.substr(0, 12),
      before->digest.substr(0, 12)));
}

void check_run_directory(const RunPaths& paths, const ExperimentConfig& config, bool resume, bool overwrite) {
  if (overwrite) return;
  if (!holds_training(paths)) {  // a cross-validation, or a run that ended before its first checkpoint
    if (resume && fs::exists(paths.config())) check_same_training(paths, config);
    return;
  }
  if (!resume)
    throw ArtifactError(paths.root.string() +
                        ": holds a training already; go on with --resume, or choose another --out");
  if (!fs::exists(paths.config()))
    throw ArtifactError(paths.config().string() + ": missing, so the run can't be resumed");
  check_same_training(paths, config);
}

void warn_of_changes(const RunPaths& paths, const nlohmann::json& now) {
  if (!std::filesystem::exists(paths.manifest())) return;
  const auto before =
      nlohmann::json::parse(read_text_file(paths.manifest()), nullptr, /*allow_exceptions=*/false);
  std::vector<std::string> changes;
  for (const char* key : {"libtorch", "processor", "intra_op_threads", "device", "precision"}) {
    const nlohmann::json was = member_or_null(before, key), is = member_or_null(now, key);
    if (was.is_null() || is.is_null() || was == is) continue;
    changes.push_back(fmt::format("{} {} before, {} now", key, to_json_text(was), to_json_text(is)));
  }
  if (changes.empty()) return;
  log_warning(
      fmt::format("the training was begun elsewhere ({}): it goes on from its checkpoint, but its weights "
                  "will not be, byte for "
                  "byte, those of a training without the break",
                  fmt::join(changes, "; ")));
}

}  // namespace affekt
