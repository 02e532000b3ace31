#include "evaluation/report/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Csv, QuotesOnlyWhatNeedsQuotes) {
  EXPECT_EQ(quote_csv_field("plain"), "plain");
  EXPECT_EQ(quote_csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(quote_csv_field("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(quote_csv_field("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(quote_csv_field(" blank"), "\" blank\"");
  EXPECT_EQ(quote_csv_field(""), "");
}

TEST(Csv, ReadsBackEveryFieldItQuotes) {
  const std::vector<std::string> fields = {"", ",", "\"", "\"\"", "a\r\nb", " x ", "é,\"q\"\n", "plain"};
  std::string line;
  for (const std::string& field : fields) line += (line.empty() ? "x," : ",") + quote_csv_field(field);
  const auto records = parse_csv(line + "\n", "t.csv");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(std::vector<std::string>(records[0].fields.begin() + 1, records[0].fields.end()), fields);
}

TEST(Csv, BothLineEndsAndAMissingLastOneEndARecord) {
  const auto records = parse_csv("a,b\r\nc,d\ne,", "t.csv");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_THAT(records[0].fields, ElementsAre("a", "b"));
  EXPECT_THAT(records[2].fields, ElementsAre("e", ""));
}

TEST(Csv, LinesAreCountedThroughQuotedLineBreaksAndEmptyLines) {
  const auto records = parse_csv("\"a\nb\",1\n\nc,2\n", "t.csv");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].line, 1);
  EXPECT_EQ(records[1].line, 4);
}

TEST(Csv, NamesTheLineOfABrokenQuote) {
  try {
    parse_csv("a,b\nc,\"d\ne", "t.csv");
    FAIL() << "an open quote was accepted";
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), HasSubstr("t.csv:2"));
  }
  EXPECT_THROW(parse_csv("\"a\"b,c\n", "t.csv"), ArtifactError);
}

TEST(Csv, NoTextIsNoRecord) {
  EXPECT_TRUE(parse_csv("", "t.csv").empty());
}

}  // namespace
}  // namespace affekt
