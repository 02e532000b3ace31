#include "runs/checkpoint.h"

#include <algorithm>

#include "core/digest.h"
#include "core/error.h"
#include "core/process/log.h"
#include "core/text/text.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
constexpr size_t kKeptCheckpoints = 2;

/// The state is part of it.
std::string content_digest(const std::vector<NamedTensor>& tensors, const std::string& state) {
  return sha256_of(state + digest_of_tensors(tensors));
}

std::vector<fs::path> list_newest_first(const fs::path& directory) {
  std::vector<fs::path> files;
  if (!fs::exists(directory)) return files;
  for (const auto& entry : fs::directory_iterator(directory))
    if (entry.path().extension() == ".ckpt") files.push_back(entry.path());
  std::sort(files.rbegin(), files.rend());  // names hold the step with leading zeros
  return files;
}

/// Not damaged: an older one of the same kind would do no better.
class OtherVersion : public ArtifactError {
 public:
  using ArtifactError::ArtifactError;
};

Checkpoint read_checkpoint(const fs::path& path) {
  auto file = read_safetensors(path);
  const auto field = [&](const std::string& key) {
    const auto found = file.metadata.find(key);
    if (found == file.metadata.end()) throw ArtifactError(path.string() + ": not a checkpoint of affekt");
    return found->second;
  };
  if (field("affekt_checkpoint_version") != std::to_string(kCheckpointVersion))
    throw OtherVersion(path.string() + ": a checkpoint of another version of affekt (its format is " +
                       field("affekt_checkpoint_version") + ", this one reads " +
                       std::to_string(kCheckpointVersion) +
                       "); finish the training with that version, start anew with --overwrite, or choose "
                       "another --out");
  const std::string state = field("state");
  if (content_digest(file.tensors, state) != field("digest"))
    throw ArtifactError(path.string() + ": its content does not match its digest");
  return {std::move(file.tensors), nlohmann::json::parse(state)};
}

}  // namespace

void write_checkpoint(const fs::path& directory, int64_t global_step, const Checkpoint& checkpoint) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) throw ArtifactError(directory.string() + ": can't make the folder: " + error.message());
  SafetensorsFile file;
  file.tensors = checkpoint.tensors;
  const std::string state = to_json_text(checkpoint.state);
  file.metadata = {{"affekt_checkpoint_version", std::to_string(kCheckpointVersion)},
                   {"digest", content_digest(checkpoint.tensors, state)},
                   {"state", state}};
  auto number = std::to_string(global_step);
  number.insert(0, number.size() < 12 ? 12 - number.size() : 0, '0');
  write_safetensors(directory / ("step-" + number + ".ckpt"), file);
  const auto files = list_newest_first(directory);
  for (size_t i = kKeptCheckpoints; i < files.size(); ++i) fs::remove(files[i], error);
}

std::optional<Checkpoint> read_newest_checkpoint(const fs::path& directory) {
  const auto files = list_newest_first(directory);
  for (size_t i = 0; i < files.size(); ++i) {
    const fs::path& path = files[i];
    try {
      return read_checkpoint(path);
    } catch (const OtherVersion&) {
      throw;
    } catch (const ArtifactError& error) {
      log_event(LogLevel::kWarning, "checkpoint_damaged",
                std::string("a checkpoint can't be used") +
                    (i + 1 < files.size() ? ", the one before it is tried: " : ": ") + error.what(),
                {{"path", path.string()}});
    }
  }
  if (!files.empty())
    throw ArtifactError(directory.string() + ": " +
                        (files.size() == 1
                             ? "its only checkpoint can't"
                             : "none of the " + std::to_string(files.size()) + " checkpoints can") +
                        " be read; start again with --overwrite in place of --resume, or with another --out");
  return std::nullopt;
}

}  // namespace affekt
