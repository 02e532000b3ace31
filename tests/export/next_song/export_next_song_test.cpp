// In ONNX Runtime; where it is not built in, this needs its npm package: scripts/test installs it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "export/export_model.h"
#include "export/next_song/plan_next_song.h"
#include "inference/onnxruntime_package.h"
#include "next_song/next_song_onnx.h"
#include "next_song/ranker_table.h"
#include "next_song/training_plays.h"
#include "tests/core/temporary_folder.h"
#include "tests/export/next_song/small_song_network.h"
#include "tests/support/model_contract.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class ExportNextSong : public testing::Test {
 protected:
  ExportNextSong() : network_(test::make_small_song_network({})) {
    data_ = std::make_shared<ListeningData>(test::make_small_listening());
    data_->info.dataset_name = "listening";
    source_.name = "small";
    source_.provenance.config.model.name = "next_song_rnn";
    source_.provenance.dataset_name = "listening";
    source_.provenance.data_digest = std::string(64, 'd');
    source_.provenance.config_digest = std::string(64, 'c');
    source_.provenance.weights_digest = std::string(64, 'w');
    source_.tuned = {{"reported", "network"}};
  }

  std::shared_ptr<const SongRanker> make(const std::string& name, int64_t num_left_out = 0) const {
    return make_ranker(gather_training_plays(*data_), {name, RankerParameters::object(), num_left_out});
  }

  ExportResult export_parts(const NextSongParts& parts) {
    return export_model(plan_next_song(source_, parts, data_), folder_.path());
  }

  template <class Action>
  static std::string refusal_of(const Action& action) {
    try {
      action();
    } catch (const Error& error) {
      return error.what();
    }
    return "accepted";
  }

  TemporaryFolder folder_;
  std::shared_ptr<NextSongNetwork> network_;
  std::shared_ptr<ListeningData> data_;
  NextSongSource source_;
};

TEST_F(ExportNextSong, ANetworkPassesTheGateAtEveryPlayOfTheTestSplit) {
  const ExportResult result = export_parts({network_, nullptr, 1});
  EXPECT_EQ(result.gate.num_samples, 12);
  EXPECT_EQ(result.engines, "onnxruntime");
  EXPECT_THAT(result.agreement,
              HasSubstr("names the same songs first as LibTorch for all 12 plays of the test split"));
  EXPECT_LT(result.gate.differences.at(next_song_value::kAllScores), 1e-4);
  for (const char* file : {"model.onnx", "model_card.md", "catalogue.csv", "test_data_set_0/input_0.pb",
                           "test_data_set_0/input_1.pb", "test_data_set_0/output_2.pb"})
    EXPECT_TRUE(std::filesystem::exists(folder_ / file)) << file;
}

TEST_F(ExportNextSong, TheFileSaysWhatItIs) {
  export_parts({network_, nullptr, 1});
  testing_support::expect_model_contract_fits(folder_.path(), "next_song");
  const SharedOnnxModel model = read_onnx_model(folder_ / "model.onnx");
  EXPECT_EQ(model->task(), kNextSongTask);
  EXPECT_EQ(model->text("affekt.model"), "next_song_rnn");
  EXPECT_EQ(model->text("affekt.weights_digest"), std::string(64, 'w'));
  EXPECT_EQ(model->text(kMaxPlaysKey), "9");
  EXPECT_EQ(model->text(kTunedKey), R"({"reported":"network"})");
  EXPECT_EQ(model->text(kCatalogueDigestKey), sha256_of_file(folder_ / "catalogue.csv"));
  EXPECT_THAT(read_text_file(folder_ / "catalogue.csv"),
              HasSubstr("index,id,artist,title\n0,song0,artist0,title0\n1,song1,artist0,title1\n"));
}

TEST_F(ExportNextSong, AMethodThatCountsAndAMixturePassTheGateToo) {
  EXPECT_THAT(export_parts({nullptr, make("sequential_rules", 2), 1}).agreement,
              HasSubstr("as affekt's own arithmetic for all 12 plays"));
  EXPECT_EQ(read_onnx_model(folder_ / "model.onnx")->text("affekt.model"), "sequential_rules");
  EXPECT_THAT(export_parts({network_, make("stream_popularity"), 0.4}).agreement,
              HasSubstr("for all 12 plays"));
  EXPECT_EQ(read_onnx_model(folder_ / "model.onnx")->text("affekt.model"),
            "next_song_rnn with stream_popularity");
}

TEST_F(ExportNextSong, TheCardSaysWhatTheMethodKnowsOfSongsThatNobodyHadPlayed) {
  const auto card_of = [&](const NextSongParts& parts) {
    export_parts(parts);
    return read_text_file(folder_ / "model_card.md");
  };
  EXPECT_THAT(card_of({nullptr, make("markov"), 1}), HasSubstr("have the score 0, no opinion"));
  EXPECT_THAT(card_of({nullptr, make("last_artist"), 1}), HasSubstr("it can know only its artist:"));
  EXPECT_THAT(card_of({nullptr, make("stream_popularity"), 1}),
              HasSubstr("it can know only that the history holds it:"));
  EXPECT_THAT(card_of({network_, make("last_artist"), 0.5}),
              HasSubstr("it can know only its audio features, or its artist, or that the history holds it:"));
}

TEST_F(ExportNextSong, AnEmotionIsAnInputOfANetworkThatTakesOne) {
  network_ = test::make_small_song_network({"gru", 1, 8, true, true, true});
  EXPECT_EQ(export_parts({network_, nullptr, 1}).gate.num_samples, 12);
  EXPECT_EQ(read_onnx_model(folder_ / "model.onnx")->inputs.size(), 3u);
}

TEST_F(ExportNextSong, OtherWeightsThanTheReferencesFailTheGateAndNothingIsWritten) {
  const ExportPlan plan = plan_next_song(source_, {network_, nullptr, 1}, data_);
  {
    const torch::NoGradGuard no_grad;
    network_->recurrent()->parameters().at(0).add_(0.05);  // those of the reference
  }
  EXPECT_THAT(refusal_of([&] { export_model(plan, folder_.path()); }),
              AllOf(HasSubstr("does not give what LibTorch gives, so it was not written"),
                    HasSubstr("12 of 12 plays differ"), HasSubstr("play 0 (stream0:36)"),
                    HasSubstr("all songs' scores differ by")));
  EXPECT_EQ(folder_.count_files(), 0u);
}

TEST_F(ExportNextSong, WithoutOnnxRuntimeNothingIsWrittenAsAModel) {
  if (!in_process_engine_names().empty() && in_process_engine_names().back() == "onnxruntime")
    GTEST_SKIP() << "ONNX Runtime is built in";
  ::setenv(kOnnxruntimeFolderVariable, (folder_ / "nothing").c_str(), 1);
  const std::string refusal = refusal_of([&] { export_parts({network_, nullptr, 1}); });
  ::unsetenv(kOnnxruntimeFolderVariable);
  EXPECT_THAT(refusal, AllOf(HasSubstr("the export gate can't be passed, so no model was written"),
                             HasSubstr("ONNX Runtime"), HasSubstr(kOnnxruntimeFolderVariable)));
  EXPECT_EQ(folder_.count_files(), 0u);
}

TEST_F(ExportNextSong, AMethodWithoutAFormulaCannotBeExported) {
  EXPECT_THAT(refusal_of([&] {
                export_parts({nullptr, make("vs_knn"), 1});
              }),
              AllOf(HasSubstr("vs_knn"), HasSubstr("has no graph")));
}

TEST_F(ExportNextSong, DataOfAnotherCatalogueAreRefused) {
  *data_ = testing_support::make_tiny_listening(5, {{0, Split::kTest, {1, 2, 3}}});
  EXPECT_THAT(refusal_of([&] {
                export_parts({network_, nullptr, 1});
              }),
              HasSubstr("the data has a catalogue of 5 songs, the model one of 12"));
}

TEST_F(ExportNextSong, WithoutTestPlaysTheGateTakesThoseOfAnotherSplit) {
  for (Split& split : data_->sequences.splits)
    if (split == Split::kTest) split = Split::kTrain;
  EXPECT_THAT(export_parts({network_, nullptr, 1}).agreement, HasSubstr("of the validation split"));
  *data_ = testing_support::make_tiny_listening(test::kSmallCatalogue, {{0, Split::kTest, {1}}});
  EXPECT_THAT(refusal_of([&] {
                export_parts({network_, nullptr, 1});
              }),
              HasSubstr("no play has a play before it in its stream"));
}

}  // namespace
}  // namespace affekt
