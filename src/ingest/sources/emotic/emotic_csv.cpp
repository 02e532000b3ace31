#include "ingest/sources/emotic/emotic_csv.h"

#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "core/text/lower_case.h"
#include "ingest/sources/emotic/python_list.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

/// Places of the columns in a record; -1: the table has none of this name.
struct EmoticColumns {
  int folder, file, size, box, categories, values;
};

EmoticColumns find_emotic_columns(const CsvFile& table, const fs::path& path) {
  std::vector<std::string> missing;
  const auto find = [&](const std::string& name, bool may_be_missing = false) {
    const auto letters = [](const std::string& text) {
      std::string kept;
      for (const char c : to_lower(text))
        if (c >= 'a' && c <= 'z') kept += c;
      return kept;
    };
    const auto& header = table.header();
    for (size_t i = 0; i < header.size(); ++i)
      if (letters(header[i]) == letters(name)) return static_cast<int>(i);
    if (!may_be_missing) missing.push_back(name);
    return -1;
  };
  const EmoticColumns columns = {find("Folder"), find("Filename"),           find("Image Size", true),
                                 find("BBox"),   find("Categorical_Labels"), find("Continuous_Labels")};
  if (!missing.empty()) {
    throw DataError(fmt::format(
        "{}:{}: not a table of EMOTIC: the columns Folder, Filename, Image Size, BBox, Categorical_Labels "
        "and "
        "Continuous_Labels expected; {} missing from {}",
        path.string(), table.header_slice().line, fmt::join(missing, ", "), fmt::join(table.header(), ", ")));
  }
  return columns;
}

std::string text_of_field(const std::vector<std::string_view>& fields, int column) {
  const std::string text = unquote_csv_field(fields[static_cast<size_t>(column)]);
  return std::string(trim_csv_field(text));
}

/// @return  what is wrong with the record, or ""
std::string read_person(const std::vector<std::string_view>& fields, const EmoticColumns& columns,
                        EmoticPerson& person) {
  person.picture = join_picture(text_of_field(fields, columns.folder), text_of_field(fields, columns.file));
  const auto in_column = [](const char* name, const std::string& fault) {
    return fault.empty() ? "" : std::string(name) + ": " + fault;
  };
  if (columns.size >= 0) {
    const NumberList size = parse_number_list(text_of_field(fields, columns.size));
    if (!size.fault.empty()) return in_column("Image Size", size.fault);
    if (size.numbers.size() != 2 || !(size.numbers[0] > 0 && size.numbers[1] > 0))
      return "Image Size: two numbers [height, width] expected";
    person.height = size.numbers[0];
    person.width = size.numbers[1];
  }
  const NumberList box = parse_number_list(text_of_field(fields, columns.box)),
                   values = parse_number_list(text_of_field(fields, columns.values));
  const TextList categories = parse_text_list(text_of_field(fields, columns.categories));
  for (const auto& [name, fault] :
       {std::pair("BBox", &box.fault), std::pair("Categorical_Labels", &categories.fault),
        std::pair("Continuous_Labels", &values.fault)})
    if (!fault->empty()) return in_column(name, *fault);
  return fill_in({box.numbers, values.numbers, categories.texts}, person);
}

}  // namespace

EmoticLists read_emotic_tables(const std::vector<EmoticTable>& tables) {
  EmoticLists lists;
  for (const EmoticTable& file : tables) {
    const CsvFile table(file.path);
    const EmoticColumns columns = find_emotic_columns(table, file.path);
    std::vector<EmoticPerson> people(static_cast<size_t>(table.num_records()));
    std::vector<std::string> faults(people.size());
    table.for_each_record(
        "people", [&](int64_t record, const std::vector<std::string_view>& fields, const std::string& fault) {
          const auto i = static_cast<size_t>(record);
          people[i].place = table.source_id(record);
          people[i].list = file.list;
          faults[i] = fault.empty() ? read_person(fields, columns, people[i]) : fault;
        });
    lists.layout += (lists.layout.empty() ? "" : ", ") + table.name();
    lists.lists.push_back(file.list);
    for (size_t i = 0; i < people.size(); ++i) {
      if (faults[i].empty()) {
        lists.people.push_back(std::move(people[i]));
      } else {
        lists.bad.push_back({people[i].place, faults[i]});
      }
    }
  }
  number_people(lists.people);
  return lists;
}

}  // namespace affekt
