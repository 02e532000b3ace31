#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "core/files/atomic_file.h"
#include "core/text/text.h"
#include "evaluation/comparison/compare.h"
#include "tests/core/temporary_folder.h"
#include "tests/evaluation/comparison/comparison_refusal.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing_support::refusal;

class CompareClusterings : public ::testing::Test {
 protected:
  /// A report on the clusters of the songs a, b, c ... @param clusters  "001122"
  std::filesystem::path write(const std::string& name, const std::string& clusters, double silhouette,
                              bool is_reversed = false) {
    std::vector<std::string> lines;
    for (size_t i = 0; i < clusters.size(); ++i)
      lines.push_back(std::string(1, static_cast<char>('a' + i)) + ",somebody,a song," + clusters[i] +
                      ",0.5\n");
    if (is_reversed) std::reverse(lines.begin(), lines.end());
    std::string text = "id,artist,title,cluster,distance\n";
    for (const std::string& line : lines) text += line;
    const json report = {{"kind", "songs"},
                         {"headline", "silhouette"},
                         {"model", {{"name", name}}},
                         {"data", {{"name", "songs"}, {"digest", "d1"}}},
                         {"digests", {{"clusters.csv", sha256_of(text)}}},
                         {"metrics", {{"silhouette", {{"value", silhouette}, {"ci95", nullptr}}}}}};
    std::filesystem::create_directories(folder_ / name);
    write_text_atomically(folder_ / name / "clusters.csv", text);
    write_text_atomically(folder_ / name / "report.json", to_json_text(report, 2));
    return folder_ / name;
  }
  TemporaryFolder folder_;
};

TEST_F(CompareClusterings, TellsHowTheyAgreeAndTheirSizes) {
  // scikit-learn: adjusted_rand_score([0,0,1,1,2,2], [1,1,0,0,0,0]) = 0.4444...: of 15 pairs 3 are together
  // in the first, 7 in the second, 3 in both; expected 3 * 7 / 15 = 1.4; (3 - 1.4) / (5 - 1.4).
  const json comparison =
      compare_reports(write("three", "001122", 0.5), write("two", "110000", 0.75, true), 100, 1);
  const json& clusters = comparison["clusters"];
  EXPECT_NEAR(clusters["adjusted_rand"], 1.6 / 3.6, 1e-12);
  EXPECT_EQ(clusters["first_sizes"], json({2, 2, 2}));
  EXPECT_EQ(clusters["second_sizes"], json({4, 2}));
  EXPECT_EQ(clusters["shared"], json({{0, 2}, {2, 0}, {2, 0}}));
  EXPECT_EQ(comparison["metrics"]["silhouette"]["difference"], 0.25);
  EXPECT_TRUE(comparison["metrics"]["silhouette"]["ci95"].is_null());
  EXPECT_THAT(render_comparison(comparison),
              AllOf(HasSubstr("adjusted Rand index of 0.4444"), HasSubstr("clusters of the second: 4, 2"),
                    HasSubstr("6 samples, the same in both")));
}

TEST_F(CompareClusterings, TheSameClustersByOtherNumbersAgreeWhollyAlsoAmongSeveral) {
  const auto first = write("first", "001122", 0.5), second = write("second", "220011", 0.5),
             third = write("third", "012012", 0.1);
  EXPECT_DOUBLE_EQ(compare_reports(first, second, 100, 1)["clusters"]["adjusted_rand"], 1);
  const json many = compare_many_reports({first, second, third}, 100, 1);
  EXPECT_EQ(many["metrics"]["silhouette"]["ranks"], json({1, 1, 3}));
  EXPECT_EQ(many["pairs"][0]["adjusted_rand"], 1.0);
  EXPECT_LT(many["pairs"][1]["adjusted_rand"], 0.0);
  EXPECT_TRUE(many["pairs"][1]["is_real"].is_null());  // no test is made of a clustering's scores
}

TEST_F(CompareClusterings, RefusesOtherSongsAndFilesThatAreNotTheReports) {
  const auto first = write("first", "001122", 0.5);
  EXPECT_THAT(refusal(first, write("fewer", "00112", 0.5)), HasSubstr("'f' is only in the first"));
  const auto changed = write("changed", "001122", 0.5);
  write_text_atomically(changed / "clusters.csv", read_text_file(changed / "clusters.csv") + "g,x,y,0,1\n");
  EXPECT_THAT(refusal(first, changed), HasSubstr("not the file that the report beside it was written with"));
}

}  // namespace
}  // namespace affekt
