// More than two reports, and the page with their figures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/atomic_file.h"
#include "evaluation/comparison/compare.h"
#include "evaluation/comparison/comparison_page.h"
#include "evaluation/report/render_report_html.h"
#include "tests/evaluation/classification/evaluation_fixtures.h"

namespace affekt {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class CompareMany : public ::testing::Test {
 protected:
  /// Of 200 samples of two classes, the first `num_right` are answered right.
  std::filesystem::path write(const std::string& name, int num_right) {
    std::vector<TableRow> rows;
    for (int i = 0; i < 200; ++i) {
      const int32_t label = i % 2, answer = i < num_right ? label : 1 - label;
      rows.push_back(
          {label, answer == 0 ? std::vector<float>{0.75F, 0.25F} : std::vector<float>{0.25F, 0.75F}});
    }
    ReportInput input = make_input(make_table({"x", "y"}, rows));
    input.model["name"] = name;
    write_report(folder_ / name, input);
    return folder_ / name;
  }
  TemporaryFolder folder_;
};

TEST_F(CompareMany, RanksThemAndTellsWhichDifferencesAreReal) {
  // One more right answer of 200 is no news: a resample holds it not once with (1 - 1/200)^200 = 0.37, so p =
  // 0.73. 60 more are: p = 2/1001 at 1,000 resamples, and with Holm's correction of 3 tests 3 times that.
  const json comparison =
      compare_many_reports({write("low", 100), write("high", 160), write("higher", 161)}, 1000, 1);
  EXPECT_EQ(comparison["headline"], "accuracy");
  EXPECT_EQ(comparison["metrics"]["accuracy"]["values"], json({0.5, 0.8, 0.805}));
  EXPECT_EQ(comparison["metrics"]["accuracy"]["ranks"], json({3, 2, 1}));
  EXPECT_EQ(comparison["metrics"]["log_loss"]["ranks"], json({3, 2, 1}));  // lower is better
  const json& pairs = comparison["pairs"];
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[0]["first"], 0);
  EXPECT_EQ(pairs[0]["second"], 1);
  EXPECT_NEAR(pairs[0]["difference"], 0.3, 1e-12);
  EXPECT_NEAR(pairs[0]["p_value"], 2.0 / 1001, 1e-9);
  EXPECT_NEAR(pairs[0]["p_holm"], 6.0 / 1001, 1e-9);
  EXPECT_EQ(pairs[0]["is_real"], true);
  EXPECT_EQ(pairs[1]["is_real"], true);
  EXPECT_NEAR(pairs[2]["p_value"], 0.73, 0.06);
  EXPECT_EQ(pairs[2]["is_real"], false);
  EXPECT_THAT(render_comparison(comparison),
              AllOf(HasSubstr("A: "), HasSubstr("(higher)"), HasSubstr("200 samples, the same in all"),
                    HasSubstr("50.00 (3)       80.00 (2)       80.50 (1)"),
                    HasSubstr("with Holm's correction 0.00599: real"), HasSubstr(": not told apart"),
                    HasSubstr("Warning: the A model's checkpoint was chosen on")));
}

TEST_F(CompareMany, EqualValuesShareARank) {
  const auto same = write("same", 120);
  const json comparison = compare_many_reports({same, same, write("better", 130)}, 100, 1);
  EXPECT_EQ(comparison["metrics"]["accuracy"]["ranks"], json({2, 2, 1}));
}

TEST_F(CompareMany, ThePageShowsTheFiguresSideBySideAndRunsNothing) {
  const auto first = write("first", 120), second = write("second", 150);
  const auto draw_page = [&] {
    return render_report_html(make_comparison_page(compare_reports(first, second, 100, 1)));
  };
  const std::string page = draw_page();
  EXPECT_THAT(page, AllOf(HasSubstr("first against second"), HasSubstr("Figures side by side"),
                          HasSubstr("First: first"), HasSubstr("Second: second"), HasSubstr("+15.00 points"),
                          HasSubstr("Recall of each class"), Not(HasSubstr("<script"))));
  // A figure that somebody has put a script into is left out.
  const auto figure = second / "figures/confusion.svg";
  std::string text = read_text_file(figure);
  text.insert(text.rfind("</svg>"), "<script>alert(1)</script>");
  write_text_atomically(figure, text);
  EXPECT_THAT(draw_page(),
              AllOf(Not(HasSubstr("<script")), HasSubstr("not as affekt draws them: confusion.svg.")));

  const std::string of_three = render_report_html(
      make_comparison_page(compare_many_reports({first, second, write("third", 151)}, 100, 1)));
  EXPECT_THAT(of_three, AllOf(HasSubstr("Which differences are real"), HasSubstr("C: third"),
                              HasSubstr("not told apart")));
}

}  // namespace
}  // namespace affekt
