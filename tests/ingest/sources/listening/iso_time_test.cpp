#include "ingest/sources/listening/iso_time.h"

#include <gtest/gtest.h>

namespace affekt {
namespace {

TEST(IsoTime, IsCountedInSecondsSince1970) {
  EXPECT_EQ(parse_iso_time("1970-01-01T00:00:00Z"), 0);
  // 39 years with 10 leap days, then 31 + 28 + 31 + 30 + 3 days, 23 h 8 min 57 s:
  // (39 * 365 + 10 + 123) * 86400 + 83337 = 14368 * 86400 + 83337
  EXPECT_EQ(parse_iso_time("2009-05-04T23:08:57Z"), 14368LL * 86400 + 83337);
  // 30 years with 7 leap days, and 31 + 28 days: 11016 days; 2000 is a leap year.
  EXPECT_EQ(parse_iso_time("2000-02-29T00:00:00Z"), 11016LL * 86400);
  EXPECT_EQ(parse_iso_time("2000-03-01T00:00:01Z"), 11017LL * 86400 + 1);
  EXPECT_EQ(parse_iso_time("2009-05-04 23:08:57.25"), parse_iso_time("2009-05-04T23:08:57Z"));
  EXPECT_EQ(parse_iso_time("2009-05-04 23:08"), parse_iso_time("2009-05-04T23:08:00Z"));
}

TEST(IsoTime, WhatIsNoTimeIsNone) {
  for (const char* text :
       {"", "2009", "2009-05-04", "2009-02-29T00:00:00Z", "1900-01-01T00:00:00Z", "2009-13-01T00:00:00Z",
        "2009-05-04T24:00:00Z", "2009-05-04T23:60:00Z", "2009-05-04T23:08:57+02:00", "2009-05-04T23:08:57Zx",
        "04/05/2009 23:08", "1241478537"}) {
    EXPECT_FALSE(parse_iso_time(text).has_value()) << text;
  }
}

TEST(IsoTime, IsWrittenAsItIsRead) {
  for (const char* text : {"1970-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2000-02-29T12:00:00Z",
                           "2024-12-31T01:02:03Z", "2100-03-01T00:00:00Z"}) {
    EXPECT_EQ(format_iso_time(*parse_iso_time(text)), text);
  }
}

}  // namespace
}  // namespace affekt
