#include "jobs/train_prepared.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <nlohmann/json.hpp>

#include "config/prepared_options.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "core/process/threads.h"
#include "runs/run_directory.h"
#include "store/song_catalogue.h"
#include "tests/core/temporary_folder.h"
#include "tests/jobs/grey_images.h"

namespace affekt {
namespace {

using testing::HasSubstr;

class TrainPrepared : public testing::Test {
 protected:
  TrainPrepared() {
    request_.config = make_grey_config(/*epochs=*/1);
    request_.config.data.source = "fer2013";
    request_.config.data.path = "no/such/folder";  // raw data are not looked for
    request_.run_directory = folder_.path() / "run";
    request_.prepared_path = folder_.path() / "grey.h5";
  }
  ~TrainPrepared() override { set_thread_count(0); }

  void write_images(const std::string& source) { write_images_of({{"source", source}}); }
  void write_images_of(const nlohmann::json& options) {
    PreparedData prepared = make_grey_images();
    prepared.info.ingest_options = options.dump();
    write_prepared(request_.prepared_path, prepared);
  }
  template <class Exception>
  std::string refusal() {
    try {
      train_prepared(request_);
    } catch (const Exception& error) {
      EXPECT_FALSE(std::filesystem::exists(request_.run_directory));
      return error.what();
    }
    return "accepted";
  }

  const TemporaryFolder folder_;
  RunRequest request_;
};

TEST_F(TrainPrepared, MakesARunFromTheFileAlone) {
  write_images("fer2013");
  train_prepared(request_);
  const RunPaths run{request_.run_directory};
  EXPECT_TRUE(std::filesystem::exists(run.weights()));
  const auto manifest = nlohmann::json::parse(read_text_file(run.manifest()));
  EXPECT_EQ(manifest["device"], torch::cuda::is_available() ? "cuda:0" : "cpu");
}

TEST_F(TrainPrepared, AFileOfAnotherDataSetIsRefused) {
  write_images("ravdess");
  EXPECT_THAT(refusal<ConfigError>(),
              HasSubstr("is made of the data set ravdess, and data.source of the config is fer2013"));
}

TEST_F(TrainPrepared, AFileThatWasPreparedWithOtherOptionsIsRefused) {
  DataConfig& data = request_.config.data;
  data.source = "ravdess";
  data.split.plan = "ravdess_5fold";
  data.split.test_fold = 1;
  write_images_of(list_prepared_options(data));
  data.split.test_fold = 3;
  EXPECT_THAT(refusal<ConfigError>(),
              HasSubstr("data.split.test_fold is 3, and the file was prepared with 1; set the key"));
  data.split.test_fold = 1;
  data.audio.calm = "drop";
  EXPECT_THAT(refusal<ConfigError>(),
              HasSubstr("data.audio.calm is \"drop\", and the file was prepared with"));
}

TEST_F(TrainPrepared, AFileWithOtherClassesIsRefused) {
  std::vector<std::string>& classes = request_.config.data.classes;
  nlohmann::json options = list_prepared_options(request_.config.data);
  write_images_of(options);
  classes = {"dark", "bright"};
  EXPECT_THAT(refusal<ConfigError>(), HasSubstr("data.classes is [\"dark\",\"bright\"], and the file was "
                                                "prepared with [\"dark\",\"medium\",\"bright\"]"));
  options["classes"] = {"dark", "medium", "bright"};
  write_images_of(options);
  classes.clear();
  EXPECT_THAT(refusal<ConfigError>(), HasSubstr("data.classes is [], and the file was prepared with"));
  classes = {"bright", "dark", "medium"};
  train_prepared(request_);
}

TEST_F(TrainPrepared, SongsToClusterAreRefused) {
  SongCatalogue catalogue;
  catalogue.info.dataset_name = "songs";
  write_song_catalogue(request_.prepared_path, catalogue);
  EXPECT_THAT(refusal<ConfigError>(), HasSubstr("holds songs, for which no network is trained step by step"));
}

TEST_F(TrainPrepared, AMissingOrForeignFileIsADataError) {
  EXPECT_THAT(refusal<DataError>(), HasSubstr("grey.h5"));
  write_text_atomically(request_.prepared_path, "no HDF5");
  EXPECT_THAT(refusal<DataError>(), HasSubstr("grey.h5"));
}

TEST_F(TrainPrepared, AGpuThatIsNotThereIsRefusedBeforeAnythingIsWritten) {
  if (torch::cuda::is_available()) GTEST_SKIP() << "this machine has a GPU";
  write_images("fer2013");
  request_.config.train.device = "cuda";
  const std::string why = at::Context::hasCUDART() ? "LibTorch finds no GPU" : "a LibTorch without CUDA";
  EXPECT_THAT(refusal<ConfigError>(), HasSubstr("train.device: cuda, and"));
  EXPECT_THAT(refusal<ConfigError>(), HasSubstr(why));
  request_.config.train.device = "auto";
  train_prepared(request_);
}

}  // namespace
}  // namespace affekt
