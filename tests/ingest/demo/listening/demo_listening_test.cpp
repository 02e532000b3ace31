#include "ingest/demo/listening/demo_listening.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "ingest/demo/listening/listening_process.h"
#include "ingest/prepare_listening.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Three songs; 0 is followed by 1 or 2, 1 by 2, 2 by 0.
ListeningProcess make_tiny_process() {
  ListeningProcess process;
  process.table = {{{1, 0.6}, {2, 0.4}}, {{2, 1.0}}, {{0, 1.0}}};
  process.is_late = {0, 1, 0};
  return process;
}

TEST(ListeningProcess, TheNextSongIsOfTheTableTheFavouritesOrAny) {
  const ListeningProcess process = make_tiny_process();
  const std::vector<double> next = compute_next_probabilities(process, 0, {2}, /*has_late=*/true);
  EXPECT_NEAR(next[0], 0.05 / 3, 1e-12);
  EXPECT_NEAR(next[1], 0.8 * 0.6 + 0.05 / 3, 1e-12);
  EXPECT_NEAR(next[2], 0.8 * 0.4 + 0.15 + 0.05 / 3, 1e-12);
  // Song 1 isn't out: the others share its 0.49667.
  const std::vector<double> early = compute_next_probabilities(process, 0, {2}, /*has_late=*/false);
  EXPECT_EQ(early[1], 0);
  EXPECT_NEAR(early[0], 0.05 / 3 / (1 - 0.48 - 0.05 / 3), 1e-12);
  EXPECT_NEAR(early[0] + early[2], 1, 1e-12);
  EXPECT_THAT(compute_next_probabilities(process, kNoSong, {0, 2}, false), ElementsAre(0.5, 0, 0.5));
}

TEST(ListeningProcess, TheBestHitRateIsTheMeanOfTheGreatestProbabilities) {
  BestHitRates best({1, 2, 5});
  best.add_position({0.2, 0.5, 0.3});
  best.add_position({0.0, 0.1, 0.9});
  EXPECT_EQ(best.num_positions(), 2);
  const std::vector<double> rates = best.rates();
  EXPECT_NEAR(rates[0], (0.5 + 0.9) / 2, 1e-12);
  EXPECT_NEAR(rates[1], (0.8 + 1.0) / 2, 1e-12);
  EXPECT_NEAR(rates[2], 1, 1e-12);  // lists are at most as long as the catalogue
}

TEST(ListeningProcess, SongsAreDrawnByTheirProbabilities) {
  RandomStream stream(1, "test");
  std::vector<int64_t> counts(3, 0);
  for (int i = 0; i < 20000; ++i) ++counts[static_cast<size_t>(draw_song({0.25, 0, 0.75}, stream))];
  EXPECT_EQ(counts[1], 0);
  EXPECT_NEAR(static_cast<double>(counts[0]) / 20000, 0.25, 0.0124);  // four standard deviations of 0.0031
}

/// Made and prepared once for all tests of this file.
struct DemoLog {
  ListeningData data;
  nlohmann::json truth;
};

const DemoLog& demo_log() {
  static const DemoLog demo = [] {
    const TemporaryFolder folder;
    make_demo_data("listening", folder / "demo", choose_demo_options("listening", {}, {}));
    DataConfig config;
    config.source = "listening";
    config.path = (folder / "demo").string();
    config.prepared_dir = (folder / "prepared").string();
    config.listening.features_path = (folder / "demo/tracks_features.csv").string();
    return DemoLog{read_listening(prepare_listening(config).path),
                   nlohmann::json::parse(read_text_file(folder / "demo/demo_truth.json"))};
  }();
  return demo;
}

TEST(DemoListening, IsPreparedWithFeaturesColdSongsAndItsOwnName) {
  const ListeningData& data = demo_log().data;
  EXPECT_EQ(data.info.dataset_name, "synthetic listening");
  EXPECT_EQ(data.sequences.stream_names.size(), 120U);
  EXPECT_GT(data.catalogue.num_songs(), 220);
  EXPECT_LE(data.catalogue.num_songs(), 240);
  const auto about = nlohmann::json::parse(data.about);
  EXPECT_EQ(about["counts"]["bad_plays"], 0);
  const auto with_features = about["features"]["by_id"].get<int64_t>();
  EXPECT_GT(with_features, data.catalogue.num_songs() * 8 / 10);
  EXPECT_LT(with_features, data.catalogue.num_songs());
  EXPECT_GT(about["splits"]["test"]["cold_plays"].get<int64_t>(), 10);
  EXPECT_EQ(about["splits"]["test"]["plays"], demo_log().truth["last_15_percent"]["positions"]);
}

/// Share of the test plays that are among the best 20 songs of a score.
template <class Score>
double measure_hit_rate(const ListeningData& data, const Score& score) {
  int64_t num_hits = 0, num_positions = 0;
  for (size_t i = 0; i < data.sequences.streams.size(); ++i) {
    if (data.sequences.splits[i] != Split::kTest) continue;
    for (int64_t play = data.sequences.offsets[i]; play < data.sequences.offsets[i + 1]; ++play) {
      const auto target = static_cast<size_t>(data.sequences.songs[static_cast<size_t>(play)]);
      const std::vector<double> scores = score(data.sequences.songs[static_cast<size_t>(play) - 1]);
      const auto num_better =
          std::count_if(scores.begin(), scores.end(), [&](double other) { return other > scores[target]; });
      ++num_positions;
      num_hits += num_better < 20 && scores[target] > 0 ? 1 : 0;
    }
  }
  return static_cast<double>(num_hits) / static_cast<double>(num_positions);
}

TEST(DemoListening, ARightModelBeatsPopularityAndComesNearTheBestThatCanBe) {
  const ListeningData& data = demo_log().data;
  const auto num_songs = static_cast<size_t>(data.catalogue.num_songs());
  std::vector<double> popularity(num_songs, 0);
  std::vector<std::vector<double>> following(num_songs, std::vector<double>(num_songs, 0));
  for (size_t i = 0; i < data.sequences.streams.size(); ++i) {
    if (data.sequences.splits[i] != Split::kTrain) continue;
    for (int64_t p = data.sequences.offsets[i]; p < data.sequences.offsets[i + 1]; ++p) {
      const auto play = static_cast<size_t>(p);
      const auto song = static_cast<size_t>(data.sequences.songs[play]);
      ++popularity[song];
      if (p > data.sequences.offsets[i])
        ++following[static_cast<size_t>(data.sequences.songs[play - 1])][song];
    }
  }
  const double of_popularity = measure_hit_rate(data, [&](int32_t) { return popularity; });
  const double of_markov =
      measure_hit_rate(data, [&](int32_t previous) { return following[static_cast<size_t>(previous)]; });
  const nlohmann::json& truth = demo_log().truth["last_15_percent"];
  const double best = truth["best"]["hit_rate_at_20"].get<double>(),
               best_popularity = truth["popularity"]["hit_rate_at_20"].get<double>();
  const auto num_positions = truth["positions"].get<double>();
  const double four_deviations = 4 * std::sqrt(0.25 / num_positions);
  EXPECT_LT(of_markov, best + four_deviations);  // nobody does better than the truth
  EXPECT_GT(of_markov, 0.8 * best);
  EXPECT_NEAR(of_popularity, best_popularity, four_deviations + 0.02);
  EXPECT_GT(of_markov, 1.5 * of_popularity);
  RecordProperty("best", std::to_string(best));
  RecordProperty("markov", std::to_string(of_markov));
  RecordProperty("popularity", std::to_string(of_popularity));
}

TEST(DemoListening, TheTruthRisesWithTheListAndIsAboveThatOfOneListForAll) {
  for (const char* where : {"all_positions", "last_15_percent"}) {
    const nlohmann::json& truth = demo_log().truth[where];
    double before = 0;
    for (const char* key : {"hit_rate_at_1", "hit_rate_at_5", "hit_rate_at_10", "hit_rate_at_20"}) {
      const double best = truth["best"][key].get<double>();
      EXPECT_GT(best, before) << where << key;
      EXPECT_GT(best, truth["popularity"][key].get<double>());
      EXPECT_LE(best, 1);
      before = best;
    }
  }
}

TEST(DemoListening, TheSameSeedGivesTheSameLog) {
  const TemporaryFolder folder;
  DemoDataOptions options = choose_demo_options("listening", {}, {{"--num-streams", 3}, {"--seed", 5}});
  make_demo_data("listening", folder / "a", options);
  make_demo_data("listening", folder / "b", options);
  options.seed = 6;
  make_demo_data("listening", folder / "c", options);
  const auto csv_of = [&](const char* name) {
    return read_text_file(folder / name / "listening_sequences.csv");
  };
  EXPECT_EQ(csv_of("a"), csv_of("b"));
  EXPECT_NE(csv_of("a"), csv_of("c"));
}

TEST(DemoListening, CountsOutOfRangeAreRefused) {
  const TemporaryFolder folder;
  DemoDataOptions options = choose_demo_options("listening", {}, {});
  options.num_songs = 5001;
  EXPECT_THAT(message_of<ConfigError>([&] { make_demo_data("listening", folder / "a", options); }),
              HasSubstr("100 to 5000 songs expected for listening, 5001 got"));
  options.num_songs = 240;
  options.num_streams = 1;
  EXPECT_THAT(message_of<ConfigError>([&] { make_demo_data("listening", folder / "a", options); }),
              HasSubstr("2 to 2000 streams"));
}

}  // namespace
}  // namespace affekt
