#include "evaluation/report/value_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "evaluation/report/render_report_markdown.h"

namespace affekt {
namespace {

MetricInfo metric_of(MetricFormat format) {
  return {"m", "M", "", format};
}

TEST(ValueText, WritesNumbersAsPeopleReadThem) {
  EXPECT_EQ(format_percent(0.68934), "68.9\u00a0%");
  EXPECT_EQ(format_percent(nlohmann::json()), "–");
  EXPECT_EQ(format_interval(MetricFormat::kPercent, {0.5, 0.75}), "50.0 – 75.0\u00a0%");
  EXPECT_EQ(format_interval(MetricFormat::kNumber, {0.5, 0.75}), "0.500 – 0.750");
  EXPECT_EQ(format_interval(MetricFormat::kPercent, nullptr), "–");
}

TEST(ValueText, WritesAMetricAsItsFormatSays) {
  EXPECT_EQ(format_metric(metric_of(MetricFormat::kPercent), 0.5), "50.0\u00a0%");
  EXPECT_EQ(format_metric(metric_of(MetricFormat::kNumber), -0.25), "−0.250");
  EXPECT_EQ(format_metric(metric_of(MetricFormat::kLargeNumber), 12345.6), "12,346");
  EXPECT_EQ(format_metric(metric_of(MetricFormat::kLargeNumber), 12.345), "12.35");
  EXPECT_EQ(format_metric(metric_of(MetricFormat::kNumber), nullptr), "–");
}

TEST(ValueText, EscapesWhatMarkdownWouldRead) {
  EXPECT_EQ(escape_markdown("a|b_c*d\ne"), "a\\|b\\_c\\*d e");
}

}  // namespace
}  // namespace affekt
