#include "evaluation/classification/predictor/model_argument.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class ModelArgument : public ::testing::Test {
 protected:
  fs::path make_file(const std::string& name) {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    write_text_atomically(path, "x");
    return path;
  }
  template <class Error = ArtifactError>
  std::string refusal(const fs::path& model, const std::string& engine = "") {
    try {
      check_model_argument(model, engine);
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was thrown";
  }
  TemporaryFolder folder_;
};

TEST_F(ModelArgument, ARunWithWeightsAndAnOnnxFileAreTaken) {
  make_file("run/model.onnx");
  make_file("run/best.safetensors");
  for (const char* engine : {"", "libtorch", "opencv"})
    EXPECT_NO_THROW(check_model_argument(folder_ / "run", engine)) << engine;
  EXPECT_NO_THROW(check_model_argument(folder_ / "run" / "model.onnx", "opencv"));
  EXPECT_NO_THROW(check_model_argument(make_file("renamed"), ""));  // its content tells what it is
}

TEST_F(ModelArgument, OfAPublishedRunItsOnnxFileIsNamed) {
  const fs::path onnx = make_file("published/model.onnx");
  EXPECT_THAT(refusal(folder_ / "published"), AllOf(HasSubstr("published: has no best.safetensors"),
                                                    EndsWith("exported model is there: " + onnx.string())));
}

TEST_F(ModelArgument, OfWeightsAndCheckpointsTheRunDirectoryIsNamed) {
  write_text_atomically(make_file("run/config.yaml"), "# Effective config of affekt\n");
  const auto names_run = EndsWith("it belongs to the run " + (folder_ / "run").string() + ": name that");
  EXPECT_THAT(refusal(make_file("run/best.safetensors")), names_run);
  EXPECT_THAT(refusal(make_file("run/checkpoints/epoch_0001.ckpt")), names_run);
  EXPECT_THAT(refusal(make_file("run/song_model.json")), names_run);
  EXPECT_THAT(refusal(make_file("copied.ckpt")),
              AllOf(HasSubstr("a checkpoint, not a model by itself"), HasSubstr("name the run directory")));
}

TEST_F(ModelArgument, ARecordingIsToldToBeOne) {
  const fs::path talk = make_file("talk.WAV");
  EXPECT_THAT(refusal(talk), AllOf(HasSubstr("a recording"), HasSubstr("--file " + talk.string())));
}

TEST_F(ModelArgument, AnUnknownEngineIsRefusedWithAllThatThisBuildHas) {
  make_file("run/best.safetensors");
  EXPECT_THAT(refusal<ConfigError>(folder_ / "run", "foo"),
              AllOf(HasSubstr("--engine foo: this build has libtorch (for run directories) and opencv"),
                    EndsWith(" (for model.onnx)")));
  EXPECT_THAT(refusal<ConfigError>(make_file("model.onnx"), "libtorch"), HasSubstr("needs a run directory"));
}

}  // namespace
}  // namespace affekt
