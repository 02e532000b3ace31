#include "ingest/text/csv_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/error.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The fields of every record, or its fault as the only field.
std::vector<std::vector<std::string>> read_all(const CsvFile& file) {
  std::vector<std::vector<std::string>> all(static_cast<size_t>(file.num_records()));
  file.for_each_record("records",
                       [&](int64_t i, const std::vector<std::string_view>& fields, const std::string& fault) {
                         auto& record = all[static_cast<size_t>(i)];
                         if (!fault.empty()) record = {fault};
                         for (size_t j = 0; fault.empty() && j < fields.size(); ++j)
                           record.push_back(unquote_csv_field(fields[j]));
                       });
  return all;
}

TEST(CsvFile, TellsHeaderRecordsAndTheirLines) {
  const TemporaryFolder folder;
  write_bytes(folder / "a.csv", "\xEF\xBB\xBF\"id\", \"Track Name\" ,x\r\n1,\"a\nb\",2\r\n\r\n3,,\r\n");
  const CsvFile file(folder / "a.csv");
  EXPECT_THAT(file.header(), ElementsAre("id", "Track Name", "x"));
  EXPECT_EQ(file.name(), "a.csv");
  ASSERT_EQ(file.num_records(), 2);
  EXPECT_EQ(file.source_id(0), "a.csv:2");
  EXPECT_EQ(file.source_id(1), "a.csv:5");
  EXPECT_THAT(read_all(file), ElementsAre(ElementsAre("1", "a\nb", "2"), ElementsAre("3", "", "")));
}

TEST(CsvFile, EveryRecordIsTakenOnce) {
  const TemporaryFolder folder;
  std::string csv = "a,b\n";
  for (int i = 0; i < 1000; ++i) csv += std::to_string(i) + "," + std::to_string(2 * i) + "\n";
  write_bytes(folder / "a.csv", csv);
  const auto records = read_all(CsvFile(folder / "a.csv"));
  ASSERT_EQ(records.size(), 1000u);
  for (size_t i = 0; i < 1000; ++i) {
    EXPECT_THAT(records[i], ElementsAre(std::to_string(i), std::to_string(2 * i)));
  }
}

TEST(CsvFile, AWrongNumberOfFieldsAndAStrayQuoteAreFaultsOfTheirRecord) {
  const TemporaryFolder folder;
  write_bytes(folder / "a.csv", "a,b\n1\n1,2,3\n1,\"2\"x\n\"oops,1\n2,3\n4,5\",6\n7,8\n");
  const CsvFile file(folder / "a.csv");
  EXPECT_THAT(read_all(file),
              ElementsAre(ElementsAre("2 fields expected, 1 got"), ElementsAre("2 fields expected, 3 got"),
                          ElementsAre("text behind the closing quote of field 2"),
                          ElementsAre("oops,1\n2,3\n4,5", "6"), ElementsAre("7", "8")));
  write_bytes(folder / "b.csv", "a,b\n\"oops,1\n2,\"3\"\n");
  EXPECT_THAT(read_all(CsvFile(folder / "b.csv")),
              ElementsAre(ElementsAre(AllOf(HasSubstr("goes on to line 3"), HasSubstr("a quote too many")))));
}

TEST(CsvFile, WhatCannotBeReadIsNamed) {
  const TemporaryFolder folder;
  const auto fault_of = [&](const std::string& name) {
    return message_of<DataError>([&] { CsvFile file(folder / name); });
  };
  EXPECT_THAT(fault_of("none.csv"), AllOf(HasSubstr("none.csv"), HasSubstr("No such file")));
  EXPECT_THAT(fault_of("."), HasSubstr("a regular file expected, a folder got"));
  ASSERT_EQ(::mkfifo((folder / "fifo.csv").c_str(), 0600), 0);
  EXPECT_THAT(fault_of("fifo.csv"), HasSubstr("a FIFO (named pipe) got"));
  write_bytes(folder / "empty.csv", "\n \n");
  EXPECT_THAT(fault_of("empty.csv"), HasSubstr("empty.csv: empty file"));
  write_bytes(folder / "open.csv", "a,b\n1,2\n3,\"4\n5,6\n");
  EXPECT_THAT(fault_of("open.csv"), AllOf(HasSubstr("open.csv:3"), HasSubstr("never closed")));
}

TEST(CsvFile, WhatIsNoCsvSaysWhatItSeemsToBe) {
  const TemporaryFolder folder;
  const auto fault_of = [&](const std::string& bytes) {
    write_bytes(folder / "x.csv", bytes);
    return message_of<DataError>([&] { CsvFile file(folder / "x.csv"); });
  };
  std::string wide;
  for (const char c : std::string("id,energy\na,0.5\n")) wide += {c, '\0'};
  EXPECT_THAT(fault_of(wide), HasSubstr("x.csv: is UTF-16 text; save it as UTF-8"));
  EXPECT_THAT(fault_of("\xFF\xFE" + wide), HasSubstr("is UTF-16 text"));
  EXPECT_THAT(fault_of(std::string("\x1F\x8B\x08\0\0id,energy\n", 14)), HasSubstr("is no text file"));
  EXPECT_THAT(fault_of(std::string(1000, '\0')), HasSubstr("is no text file"));
  EXPECT_THAT(fault_of("id,name\n" + std::string(200, 'x') + ",y\na,b\x1B\n"),
              HasSubstr("x.csv: line 3: holds the control character 0x1B"));
  EXPECT_THAT(fault_of("version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 9\n"),
              HasSubstr("x.csv: is a git-lfs pointer"));
  EXPECT_THAT(fault_of("id,energy\ra,0.5\r"), HasSubstr("carriage return alone"));
  EXPECT_THAT(fault_of("id;energy\na;0,5\n"),
              HasSubstr("line 1: the columns seem to be separated by semicolons"));
  EXPECT_THAT(fault_of("\n\"id\"\t\"a, b\"\n"),
              HasSubstr("line 2: the columns seem to be separated by tabs"));
  EXPECT_EQ(find_csv_fault("\"a;b;c\",x\r\n1,2\r\n"), "");
  EXPECT_EQ(find_csv_fault("only\n1\n"), "");
}

TEST(CsvHeader, IsReadAlone) {
  const TemporaryFolder folder;
  write_bytes(folder / "a.csv", "a,\"b,c\"\n1,\"never closed\n");
  EXPECT_THAT(read_csv_header(folder / "a.csv"), ElementsAre("a", "b,c"));
  write_bytes(folder / "empty.csv", "");
  EXPECT_THAT(read_csv_header(folder / "empty.csv"), IsEmpty());
}

TEST(CsvField, IsTrimmedOfBlanksAndOnePairOfQuotes) {
  EXPECT_EQ(trim_csv_field(" \t1.5 \r"), "1.5");
  EXPECT_EQ(trim_csv_field(" \"1.5\" "), "1.5");
  EXPECT_EQ(trim_csv_field("\""), "\"");
  EXPECT_EQ(trim_csv_field("\"\""), "");
  EXPECT_EQ(trim_csv_field(""), "");
}

}  // namespace
}  // namespace affekt
