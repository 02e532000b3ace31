#include "tests/app/tiny_experiment.h"

#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace affekt::testing_app {

TinyExperiment::TinyExperiment() {
  const auto drawn = run_affekt({"demo-data", "fer2013", faces().string(), "--num-train", "210",
                                 "--num-validation", "70", "--num-test", "70"});
  if (drawn.exit_code != 0) throw std::runtime_error("demo-data failed: " + drawn.err);
  write_file(folder_ / "tiny.yaml",
             "name: tiny\n"
             "data:\n"
             "  path: " +
                 faces().string() +
                 "\n"
                 "  prepared_dir: " +
                 prepared_dir().string() +
                 "\n"
                 "model:\n"
                 "  channels: [8, 16]\n"
                 "  residual_blocks: [0, 1]\n"
                 "train:\n"
                 "  epochs: 3\n"
                 "  batch_size: 16\n"
                 "  num_threads: 1\n"
                 "  ema_decay: 0.9\n"
                 "  schedule: {warmup_epochs: 0.5}\n"
                 "evaluate:\n"
                 "  bootstrap_samples: 200\n");
}

std::vector<std::string> TinyExperiment::arguments(const std::string& command, const std::string& run,
                                                   const std::vector<std::string>& more) const {
  std::vector<std::string> all = {command, config(), "--out", (folder_ / run).string()};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

ProcessResult TinyExperiment::execute(const std::string& command, const std::string& run,
                                      const std::vector<std::string>& more) const {
  return run_affekt(arguments(command, run, more));
}

std::string tensor_bytes(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  uint64_t header_size = 0;
  std::memcpy(&header_size, text.data(), sizeof header_size);
  return text.substr(sizeof header_size + header_size);
}

void cut_file(const std::filesystem::path& path, double share) {
  const auto size = static_cast<double>(std::filesystem::file_size(path));
  std::filesystem::resize_file(path, static_cast<std::uintmax_t>(size * share));
}

std::vector<std::string> find_temporary_files(const std::filesystem::path& directory) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.path().filename().string().find("tmp") != std::string::npos)
      found.push_back(entry.path().string());
  }
  return found;
}

}  // namespace affekt::testing_app
