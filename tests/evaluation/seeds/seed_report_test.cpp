#include "evaluation/seeds/seed_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "evaluation/report/write_report_files.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class SeedReport : public ::testing::Test {
 protected:
  /// A report of 10 samples of which `num_right` are answered right.
  SeedRun make_run(int64_t seed, int num_right, const std::string& digest = "d1") {
    std::vector<TableRow> rows;
    for (int i = 0; i < 10; ++i)
      rows.push_back(
          {0, i < num_right ? std::vector<float>{0.75F, 0.25F} : std::vector<float>{0.25F, 0.75F}});
    ReportInput input = make_input(make_table({"x", "y"}, rows));
    input.seed = static_cast<uint64_t>(seed);
    input.data.content_digest = digest;
    const auto directory = folder_ / ("seed_" + std::to_string(seed));
    write_report(directory, input);
    return read_seed_run(seed, directory);
  }
  TemporaryFolder folder_;
};

TEST_F(SeedReport, HasMeanDeviationAndAllRuns) {
  // 0.5, 0.7, 0.9: mean 0.7, deviation sqrt((0.04 + 0 + 0.04) / 2) = 0.2.
  const Report report = make_seed_report("faces", {make_run(1, 5), make_run(2, 7), make_run(9, 9)});
  const json& accuracy = report.facts["metrics"]["accuracy"];
  EXPECT_NEAR(accuracy["value"], 0.7, 1e-12);
  EXPECT_NEAR(accuracy["deviation"], 0.2, 1e-12);
  EXPECT_EQ(accuracy["min"], 0.5);
  EXPECT_EQ(accuracy["max"], 0.9);
  EXPECT_EQ(accuracy["values"], json({0.5, 0.7, 0.9}));
  EXPECT_EQ(report.facts["seeds"], json({1, 2, 9}));
  EXPECT_EQ(report.facts["runs"][2]["directory"], "seed_9");
  EXPECT_EQ(report.facts["data"]["digest"], "d1");
  EXPECT_THAT(report.summary,
              AllOf(HasSubstr("accuracy 70.0"), HasSubstr("deviation 20.00 points"), HasSubstr("3 seeds")));
  EXPECT_TRUE(has_note(report.facts, "few_seeds"));
  write_report_files(folder_ / "all", report);
  EXPECT_THAT(read_text_file(folder_ / "all/report.md"),
              AllOf(HasSubstr("| Accuracy | **70.0\u00a0%** | 20.00 points | 50.0\u00a0% | 90.0\u00a0% |"),
                    HasSubstr("All runs"), HasSubstr("seed\\_9"), HasSubstr("figures/seeds.svg")));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "all/report.html"));
}

TEST_F(SeedReport, OfASingleSeedThereIsNoDeviation) {
  const Report report = make_seed_report("faces", {make_run(4, 6)});
  EXPECT_TRUE(report.facts["metrics"]["accuracy"]["deviation"].is_null());
  EXPECT_EQ(report.facts["metrics"]["accuracy"]["value"], 0.6);
}

/// A report that holds several methods, whose scores are those of one of them.
SeedRun make_methods_run(int64_t seed, const std::string& reported, double value, double of_network) {
  const auto metrics = [](double score) {
    return json{{"hit_rate_at_5", {{"value", score / 2}, {"ci95", nullptr}}},
                {"hit_rate_at_10", {{"value", score}, {"ci95", json{score - 0.1, score + 0.1}}}}};
  };
  const std::string role = reported == "network" ? "network" : "baseline";
  return {
      seed,
      "seed_" + std::to_string(seed),
      {{"kind", "next_song"},
       {"headline", "hit_rate_at_10"},
       {"data", {{"name", "plays"}}},
       {"model", {{"name", "next_song_rnn"}}},
       {"bootstrap", {{"unit", "stream"}}},
       {"metrics", metrics(value)},
       {"reported", {{"name", reported}, {"title", reported}, {"role", role}}},
       {"methods",
        {{{"name", "network"}, {"title", "network"}, {"role", "network"}, {"metrics", metrics(of_network)}},
         {{"name", "Markov"}, {"title", "Markov"}, {"role", "baseline"}, {"metrics", metrics(0.5)}}}}}};
}

TEST_F(SeedReport, NamesTheMethodThatTheScoresAreOfAndHasTheNetworkBesideIt) {
  const Report report = make_seed_report(
      "plays", {make_methods_run(1, "Markov", 0.5, 0.3), make_methods_run(2, "Markov", 0.5, 0.4)});
  EXPECT_EQ(report.title, "next_song_rnn (Markov) on plays, 2 seeds");
  EXPECT_TRUE(has_note(report.facts, "no_seed_in_method"));
  EXPECT_FALSE(has_note(report.facts, "other_methods"));
  write_report_files(folder_ / "all", report);
  EXPECT_THAT(
      read_text_file(folder_ / "all/report.md"),
      AllOf(HasSubstr("| Seed | Method | HR@5 | HR@10 |"), HasSubstr("| 1 | Markov | 0.2500 |"),
            HasSubstr("0.5000 (0.4000 – 0.6000)"), HasSubstr("interval over the streams"),
            HasSubstr("with other streams"), HasSubstr("| network | 0.3500 | 0.0707 | 0.3000 | 0.4000 |")));
}

TEST_F(SeedReport, WarnsWhereSeedsChoseDifferentMethods) {
  const Report report = make_seed_report(
      "plays", {make_methods_run(1, "Markov", 0.5, 0.3), make_methods_run(2, "network", 0.6, 0.6)});
  EXPECT_EQ(report.title, "next_song_rnn on plays, 2 seeds");
  EXPECT_TRUE(has_note(report.facts, "other_methods"));
  EXPECT_FALSE(has_note(report.facts, "no_seed_in_method"));
}

TEST_F(SeedReport, RefusesRunsOnOtherDataAndOfOtherSeeds) {
  const SeedRun first = make_run(1, 5), other = make_run(2, 7, "d2");
  try {
    make_seed_report("faces", {first, other});
    FAIL() << "nothing was thrown";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("data/digest is d1 in the first, d2 in the second"), HasSubstr("seed_2")));
  }
  EXPECT_THROW(read_seed_run(3, folder_ / "seed_1"), ArtifactError);
  EXPECT_THROW(read_seed_run(3, folder_ / "nowhere"), ArtifactError);
}

}  // namespace
}  // namespace affekt
