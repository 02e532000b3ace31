#include "evaluation/figures/read_svg.h"

#include <gtest/gtest.h>

#include "evaluation/figures/interval_rows.h"

namespace affekt {
namespace {

Figure draw_example() {
  IntervalAxis axis;
  axis.title = "accuracy, %";
  axis.factor = 100;
  axis.reference = 0.7;
  return draw_interval_rows("Accuracy <of> \"seeds\"", {{"seed 1", 0.6, 0.5, 0.7, "a & b"}, {"seed 2", 0.8}},
                            axis);
}

TEST(ReadSvg, GivesTheSameDrawing) {
  const Figure figure = draw_example();
  const auto read = read_standalone_svg(figure.standalone_svg());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->inline_svg(figure.title, figure.description).substr(0, 60),
            figure.inline_svg().substr(0, 60));
  const std::string body = figure.inline_svg(), again = read->inline_svg(figure.title, figure.description);
  EXPECT_EQ(again.substr(again.find(">\n")), body.substr(body.find(">\n")));
}

TEST(ReadSvg, RefusesWhatACanvasDoesNotDraw) {
  const std::string text = draw_example().standalone_svg();
  EXPECT_FALSE(read_standalone_svg("<svg></svg>"));
  EXPECT_FALSE(read_standalone_svg(""));
  for (const char* added : {"<script>alert(1)</script>", "<image href=\"http://example.org\"/>",
                            "<rect x=\"1\" onclick=\"alert(1)\"/>", "<a href=\"x\">y</a>", "<rect",
                            "<rect x=1/>", "<style>*{}</style>"}) {
    std::string changed = text;
    changed.insert(changed.rfind("</svg>"), added);
    EXPECT_FALSE(read_standalone_svg(changed)) << added;
  }
}

TEST(IntervalRows, DrawsARowWithoutIntervalAndOneValueAlone) {
  const std::string alone = draw_interval_rows("One", {{"x", 0.5}}, {}).inline_svg();
  EXPECT_NE(alone.find("<circle"), std::string::npos);
  EXPECT_EQ(alone.find("whisker"), std::string::npos);
  EXPECT_EQ(alone.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace affekt
