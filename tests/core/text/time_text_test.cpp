#include "core/text/time_text.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

TEST(TimeText, TimesAreUtcWithMilliseconds) {
  const std::chrono::system_clock::time_point epoch;
  EXPECT_EQ(format_utc(epoch), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_utc(epoch + std::chrono::milliseconds(951782400123)), "2000-02-29T00:00:00.123Z");
}

TEST(TimeText, DurationsHaveHoursOnlyWhereTheyLast) {
  EXPECT_EQ(format_duration(0), "0:00");
  EXPECT_EQ(format_duration(75), "1:15");
  EXPECT_EQ(format_duration(59.6), "1:00");
  EXPECT_EQ(format_duration(3723), "1:02:03");
}

}  // namespace
}  // namespace affekt
