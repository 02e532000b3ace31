// One finished run, copies of it, and what is published of it: for the tests of affekt verify and reproduce.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/app/tiny_experiment.h"

namespace affekt::testing_app {

/// One finished run that the tests copy from.
class KeptExperiments : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    tiny_ = std::make_unique<TinyExperiment>();
    const ProcessResult result = tiny_->execute("run", "run", {"--set", "train.epochs=1"});
    if (result.exit_code != 0) throw std::runtime_error(result.err);
    prepared_ = std::filesystem::directory_iterator(tiny_->prepared_dir())->path();
  }
  static void TearDownTestSuite() { tiny_.reset(); }

  static std::filesystem::path run() { return *tiny_ / "run"; }
  static std::filesystem::path copy_run(const std::string& name) {
    std::filesystem::copy(run(), *tiny_ / name, std::filesystem::copy_options::recursive);
    return *tiny_ / name;
  }
  /// What is kept of a baseline in git.
  static std::filesystem::path publish(const std::string& name) {
    const std::filesystem::path published = copy_run(name);
    for (const char* file : {"best.safetensors", "checkpoints", "train.log", "local.json", "predictions.csv"})
      std::filesystem::remove_all(published / file);
    return published;
  }
  static ProcessResult verify(const std::filesystem::path& experiment) {
    return run_affekt({"verify", experiment.string()});
  }
  static void replace_in_file(const std::filesystem::path& path, const std::string& old_text,
                              const std::string& text) {
    std::string content = read_file(path);
    const size_t at = content.find(old_text);
    ASSERT_NE(at, std::string::npos) << old_text;
    write_file(path, content.replace(at, old_text.size(), text));
  }

  static inline std::unique_ptr<TinyExperiment> tiny_;
  static inline std::filesystem::path prepared_;  // of the run
};

}  // namespace affekt::testing_app
