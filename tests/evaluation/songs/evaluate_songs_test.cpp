#include "evaluation/songs/evaluate_songs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/classification/evaluate_run.h"
#include "runs/run_directory.h"
#include "store/prepared_file.h"
#include "store/song_catalogue.h"
#include "tests/core/temporary_folder.h"
#include "tests/evaluation/songs/song_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

template <typename Fault>
std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Fault& fault) {
    return fault.what();
  }
  return "nothing was thrown";
}

/// A run directory with a model and, elsewhere, the catalogue it was made of.
Evaluation evaluate(const std::vector<std::filesystem::path>& model_data_engine_out) {
  EvaluateRequest request;
  request.model = model_data_engine_out.at(0);
  request.data = model_data_engine_out.at(1);
  request.engine = model_data_engine_out.at(2).string();
  request.output_directory = model_data_engine_out.at(3);
  return write_evaluation(evaluate_songs(request));
}

class EvaluateSongs : public ::testing::Test {
 protected:
  EvaluateSongs() {
    std::filesystem::create_directories(run_);
    write_song_catalogue(data_, fixture_.catalogue);
    fixture_.model.data_digest = read_song_info(data_).content_digest;
    fixture_.model.prepared_path = data_.string();
    write_song_model(song_model_path(run_), fixture_.model);
  }

  void write_images(const std::filesystem::path& path) {
    PreparedData images;
    ImageSamples samples;
    samples.num_samples = 1;
    samples.channels = 1;
    samples.height = samples.width = 2;
    samples.pixels.assign(4, 7);
    samples.source_ids = {"a"};
    samples.labels = {0};
    samples.splits = {Split::kTest};
    samples.has_train_duplicate = {0};
    images.samples = samples;
    images.info.dataset_name = "faces";
    images.info.class_names = {"happy"};
    write_prepared(path, images);
  }

  TemporaryFolder folder_;
  std::filesystem::path run_ = folder_.path() / "run", data_ = folder_.path() / "songs.h5";
  SongFixture fixture_ = make_song_fixture();
};

TEST_F(EvaluateSongs, ARunFindsItsOwnSongsAndItsOwnFolder) {
  const Evaluation result = evaluate({run_, {}, {}, {}});
  EXPECT_EQ(result.directory, run_);
  EXPECT_EQ(json::parse(read_text_file(run_ / "report.json")), result.report.facts);
  EXPECT_NEAR(result.report.facts["metrics"]["inertia"]["value"], 0.08, 1e-6);
  EXPECT_EQ(result.report.facts["clusters"][1]["size"], 4);
  EXPECT_EQ(result.report.facts["data"]["same_as_fitted"], true);
  EXPECT_EQ(result.report.facts["model"]["weights_digest"].get<std::string>().size(), 64U);
  // The ridge's arousal is twice the second feature plus a half: 2 x 0.2 + 0.5 for song 0.
  EXPECT_THAT(read_text_file(run_ / "clusters.csv"), HasSubstr("id0,Artist 0,Title 0,0,0.1,0.1,0.9\n"));
}

TEST_F(EvaluateSongs, OtherSongsGetAFolderOfTheirOwn) {
  evaluate({run_, {}, {}, {}});
  SongCatalogue other = fixture_.catalogue;
  other.songs.values[0] = 0.15F;
  const auto path = folder_.path() / "other.h5";
  write_song_catalogue(path, other);
  const Evaluation result = evaluate({run_, path, {}, {}});
  EXPECT_EQ(result.directory, run_ / ("report_" + read_song_info(path).content_digest.substr(0, 8)));
  EXPECT_EQ(result.report.facts["data"]["same_as_fitted"], false);
  const auto named = folder_.path() / "named";
  EXPECT_EQ(evaluate({run_, path, {}, named}).directory, named);
}

TEST_F(EvaluateSongs, OtherSongsDoNotRenameTheClusters) {
  SongCatalogue other = fixture_.catalogue;
  for (float& value : other.songs.values) value = 1 - value;  // what was low is high now
  const auto path = folder_.path() / "other.h5";
  write_song_catalogue(path, other);
  const auto names_of = [](const json& report) {
    std::vector<std::string> names;
    for (const json& cluster : report["clusters"]) names.push_back(cluster["name"]);
    return names;
  };
  const auto by_others = names_of(evaluate({run_, path, {}, folder_.path() / "first"}).report.facts);
  const auto fitted = names_of(evaluate({run_, {}, {}, {}}).report.facts);
  ASSERT_NE(by_others, fitted);  // without names of its own the model takes those of the songs at hand
  EXPECT_EQ(names_of(evaluate({run_, path, {}, folder_.path() / "second"}).report.facts), fitted);
}

TEST_F(EvaluateSongs, SongsWithEmptyCellsAreDroppedOrFilledAsTheModelSays) {
  SongCatalogue gaps = fixture_.catalogue;
  gaps.songs.values[1] = NAN;  // valence of song 0
  const auto path = folder_.path() / "gaps.h5";
  write_song_catalogue(path, gaps);
  const json dropped = evaluate({run_, path, {}, folder_.path() / "dropped"}).report.facts;
  EXPECT_EQ(dropped["data"]["num_clustered"], 11);
  EXPECT_EQ(dropped["data"]["num_dropped"], 1);
  fixture_.model.missing = "median";
  write_song_model(song_model_path(run_), fixture_.model);
  const json filled = evaluate({run_, path, {}, folder_.path() / "filled"}).report.facts;
  EXPECT_EQ(filled["data"]["num_clustered"], 12);
  EXPECT_EQ(filled["data"]["num_filled"], 1);
  // The model's median, 0.25, and not that of these songs: 0.1^2 + 0.05^2 from the centroid.
  EXPECT_NEAR(filled["metrics"]["inertia"]["value"], 0.08 - 0.01 + 0.0125, 1e-6);
}

TEST_F(EvaluateSongs, ImagesAreRefusedAsSongs) {
  const auto images = folder_.path() / "images.h5";
  write_images(images);
  EXPECT_THAT(message_of<DataError>([&] {
                evaluate({run_, images, {}, {}});
              }),
              HasSubstr("images.h5: holds no songs"));
}

TEST_F(EvaluateSongs, WhatIsMissingIsNamed) {
  EXPECT_THAT(message_of<ArtifactError>([&] {
                evaluate({folder_.path() / "nowhere", {}, {}, {}});
              }),
              HasSubstr("found nothing there"));
  EXPECT_THAT(message_of<ArtifactError>([&] {
                evaluate({folder_.path(), {}, {}, {}});
              }),
              HasSubstr("has no song_model.json"));
  EXPECT_THAT(message_of<DataError>([&] {
                evaluate({run_, folder_.path() / "no.h5", {}, {}});
              }),
              HasSubstr("no.h5: the prepared file is not there"));
  EXPECT_THAT(message_of<ConfigError>([&] { evaluate({run_, {}, "libtorch", {}}); }), HasSubstr("libtorch"));
  EXPECT_THROW(evaluate({run_, {}, "opencv", {}}), ArtifactError);  // the run has no model.onnx
}

}  // namespace
}  // namespace affekt
