#include "core/text/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affekt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<CsvSlice> scan(std::string_view text, int64_t* open_quote_line = nullptr) {
  CsvScanner scanner(text);
  std::vector<CsvSlice> records;
  for (CsvSlice record; scanner.next(record);) records.push_back(record);
  if (open_quote_line != nullptr) *open_quote_line = scanner.open_quote_line();
  return records;
}

std::vector<std::string> split(std::string_view record, std::string* fault = nullptr) {
  std::vector<std::string_view> fields;
  const std::string found = split_csv_record(record, fields);
  if (fault != nullptr) *fault = found;
  std::vector<std::string> texts;
  for (const std::string_view field : fields) texts.push_back(unquote_csv_field(field));
  return texts;
}

TEST(CsvScanner, BothLineEndsAndAMissingLastOneEndARecord) {
  const auto records = scan("a,b\r\nc\nd");
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].text, "a,b");
  EXPECT_EQ(records[1].text, "c");
  EXPECT_EQ(records[2].text, "d");
  EXPECT_EQ(records[2].line, 3);
  EXPECT_THAT(scan(""), IsEmpty());
}

TEST(CsvScanner, LeavesOutBlankLinesAndTheByteOrderMarkButCountsThem) {
  const auto records = scan(
      "\xEF\xBB\xBF"
      "\n \t\r\na\r\n\r\nb\n\n");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].text, "a");
  EXPECT_EQ(records[0].line, 3);
  EXPECT_EQ(records[1].line, 5);
}

TEST(CsvScanner, LeavesOutTheSeparatorThatExcelNamesButCountsItsLine) {
  for (const char* line : {"sep=,\n", "sep=,\r\n", "\xEF\xBB\xBFsep=,\r\n", "\"sep=,\"\n", "SEP=,\n"}) {
    const auto records = scan(std::string(line) + "a,b\n");
    ASSERT_EQ(records.size(), 1u) << line;
    EXPECT_EQ(records[0].text, "a,b");
    EXPECT_EQ(records[0].line, 2);
  }
  EXPECT_EQ(scan("sep=;\na;b\n").size(), 2u);  // another separator: refused by find_csv_fault
  EXPECT_EQ(scan("a\nsep=,\n").size(), 2u);
}

TEST(CsvScanner, ALineBreakInQuotesEndsNoRecord) {
  const auto records = scan("a,\"b\r\nc \"\" d\n\",e\nf\n");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_THAT(split(records[0].text), ElementsAre("a", "b\r\nc \" d\n", "e"));
  EXPECT_EQ(records[1].line, 4);
}

TEST(CsvScanner, AQuoteInsideAFieldIsALetter) {
  const auto records = scan("7\" single,12\" mix\nb, \"c\n");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_THAT(split(records[0].text), ElementsAre("7\" single", "12\" mix"));
  EXPECT_THAT(split(records[1].text), ElementsAre("b", " \"c"));
}

TEST(CsvScanner, TellsTheLineOfAQuoteThatIsNeverClosed) {
  int64_t line = -1;
  EXPECT_EQ(scan("a\nb,\"c\nd\ne", &line).size(), 1u);
  EXPECT_EQ(line, 2);
  scan("a,\"b\"\n", &line);
  EXPECT_EQ(line, 0);
  scan("\"a\"\"", &line);  // the pair stands for a quote inside
  EXPECT_EQ(line, 1);
}

TEST(CsvFields, EmptyOnesAreKept) {
  EXPECT_THAT(split(""), ElementsAre(""));
  EXPECT_THAT(split(",a,"), ElementsAre("", "a", ""));
  EXPECT_THAT(split("\"\",\"\""), ElementsAre("", ""));
}

TEST(CsvFields, TextBehindAClosingQuoteIsAFaultOfItsField) {
  std::string fault;
  split("a,\"b\"c,d", &fault);
  EXPECT_EQ(fault, "text behind the closing quote of field 2");
  split("a,\"b\",\"c,d\"", &fault);
  EXPECT_EQ(fault, "");
}

TEST(CsvFields, AreReadBackAsTheyWereQuoted) {
  const std::vector<std::string> texts = {"",    ",",         "\"",    "\"\"", "a\r\nb",
                                          " x ", "é,\"q\"\n", "plain", "7\""};
  std::string record = "x";
  for (const std::string& text : texts) record += "," + quote_csv_field(text);
  record += "\n";
  const auto records = scan(record);
  ASSERT_EQ(records.size(), 1u);
  auto fields = split(records[0].text);
  fields.erase(fields.begin());
  EXPECT_EQ(fields, texts);
}

}  // namespace
}  // namespace affekt
