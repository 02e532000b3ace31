#include "exported/onnx_ranker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "next_song/next_song_onnx.h"
#include "tests/core/temporary_folder.h"
#include "tests/support/tiny_listening.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr int64_t kOnnxSongs = 4;

OnnxModel make_onnx_model(const std::filesystem::path& path, const std::string& catalogue) {
  using namespace next_song_value;
  OnnxModel model;
  model.path = path;
  model.inputs = {{kIndices, DType::kInt64, {{0, "N"}, {0, "L"}}, ""},
                  {kLengths, DType::kInt64, {{0, "N"}}, ""}};
  model.outputs = {{kScores, DType::kFloat32, {{0, "N"}, {4, ""}}, ""},
                   {kSongs, DType::kInt64, {{0, "N"}, {4, ""}}, ""},
                   {kAllScores, DType::kFloat32, {{0, "N"}, {kOnnxSongs, ""}}, ""}};
  model.metadata = {{"affekt.task", kNextSongTask},
                    {"affekt.model", "markov"},
                    {kMaxPlaysKey, "3"},
                    {kCatalogueDigestKey, sha256_of(catalogue)}};
  return model;
}

/// Gives what it was given: the sum of each song's places (1: the first) in the history.
class PlacesEngine : public InferenceEngine {
 public:
  explicit PlacesEngine(const OnnxModel& model) : InferenceEngine("places", model) {}

 private:
  HostTensors compute(const HostTensors& inputs) override {
    using namespace next_song_value;
    HostTensors outputs = {{kScores, HostTensor::make(DType::kFloat32, {1, 4})},
                           {kSongs, HostTensor::make(DType::kInt64, {1, 4})},
                           {kAllScores, HostTensor::make(DType::kFloat32, {1, kOnnxSongs})}};
    for (int64_t i = 0; i < inputs.at(kLengths).values<int64_t>()[0]; ++i)
      outputs[kAllScores].values<float>()[inputs.at(kIndices).values<int64_t>()[i]] +=
          static_cast<float>(i + 1);
    return outputs;
  }
};

class OnnxRankerTest : public testing::Test {
 protected:
  OnnxRankerTest()
      : data_(testing_support::make_tiny_listening(kOnnxSongs, {{0, Split::kTrain, {0, 1}}})),
        catalogue_(render_catalogue_csv(data_.catalogue)),
        model_(make_onnx_model(folder_ / "model.onnx", catalogue_)) {
    write_text_atomically(folder_ / kCatalogueFile, catalogue_);
  }

  std::vector<float> score(const std::vector<int32_t>& history) {
    const OnnxRanker ranker(model_, std::make_unique<PlacesEngine>(model_));
    std::vector<float> scores;
    ranker.score({history.data(), static_cast<int64_t>(history.size()), -1}, scores);
    return scores;
  }

  template <class Action>
  static std::string artifact_refusal(const Action& action) {
    try {
      action();
    } catch (const ArtifactError& error) {
      return error.what();
    }
    return "accepted";
  }

  TemporaryFolder folder_;
  ListeningData data_;
  std::string catalogue_;
  OnnxModel model_;
};

TEST_F(OnnxRankerTest, TheLastPlaysThatCountAreGivenToTheEngine) {
  EXPECT_THAT(score({0, 1}), ElementsAre(1, 2, 0, 0));
  EXPECT_THAT(score({0, 1, 2, 3, 3}), ElementsAre(0, 0, 1, 2 + 3));
  EXPECT_THAT(score({}), ElementsAre(0, 0, 0, 0));
}

TEST_F(OnnxRankerTest, ASongOutsideOfTheCatalogueIsAnErrorThatNamesThePlay) {
  try {
    score({4, 0, 1, 4, 2});
    FAIL() << "accepted";
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(), "play 3 of the history: song 4 is outside of the model's catalogue, 0..3");
  }
}

TEST_F(OnnxRankerTest, TheCatalogueBesideTheModelNamesItsSongs) {
  EXPECT_THAT(read_catalogue_of(model_).titles, ElementsAre("title0", "title1", "title2", "title3"));
  check_catalogue(model_, data_.catalogue);
}

TEST_F(OnnxRankerTest, ACatalogueThatChangedSinceTrainingIsRefused) {
  std::swap(data_.catalogue.ids[1], data_.catalogue.ids[2]);
  EXPECT_THAT(artifact_refusal([&] { check_catalogue(model_, data_.catalogue); }),
              AllOf(HasSubstr("model.onnx: the catalogue changed since training"),
                    HasSubstr("its row 1 is another song"), HasSubstr("train and export anew")));
  const ListeningData more = testing_support::make_tiny_listening(5, {{0, Split::kTrain, {0, 1}}});
  EXPECT_THAT(artifact_refusal([&] { check_catalogue(model_, more.catalogue); }),
              HasSubstr("it has 5 songs and not 4"));
  write_text_atomically(folder_ / kCatalogueFile, render_catalogue_csv(data_.catalogue));
  EXPECT_THAT(artifact_refusal([&] { read_catalogue_of(model_); }),
              AllOf(HasSubstr("catalogue.csv: not the file that"),
                    HasSubstr("the catalogue changed since training")));
  std::filesystem::remove(folder_ / kCatalogueFile);
  EXPECT_THAT(artifact_refusal([&] { read_catalogue_of(model_); }), HasSubstr("catalogue.csv: missing"));
}

TEST_F(OnnxRankerTest, ModelsOfOtherTasksAndShapesAreRefused) {
  const auto refusal = [](const OnnxModel& model) {
    return artifact_refusal([&] { read_onnx_ranker_info(model); });
  };
  EXPECT_EQ(refusal(model_), "accepted");
  OnnxModel other = model_;
  other.metadata["affekt.task"] = "songs";
  EXPECT_THAT(refusal(other), HasSubstr("it is a model of songs, and one of next songs was expected"));
  other = model_;
  other.metadata.erase(kCatalogueDigestKey);
  EXPECT_THAT(refusal(other), HasSubstr("metadata \"affekt.catalogue_digest\" is missing"));
  other = model_;
  other.outputs.pop_back();
  EXPECT_THAT(refusal(other), HasSubstr("output \"all_scores\": expected float32 [?, 1], got none"));
  other = model_;
  other.inputs[0].type = DType::kInt32;
  EXPECT_THAT(refusal(other), HasSubstr("input \"indices\": expected int64 [?, ?], got int32 [N, L]"));
}

TEST_F(OnnxRankerTest, AWishForAnEmotionNeedsAModelThatTakesOne) {
  const OnnxRanker ranker(model_, std::make_unique<PlacesEngine>(model_));
  std::vector<float> scores;
  EXPECT_THROW(ranker.score({}, 0.5F, 0.5F, scores), ConfigError);
}

}  // namespace
}  // namespace affekt
