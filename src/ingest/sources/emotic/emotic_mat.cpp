#include "ingest/sources/emotic/emotic_mat.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/text/text.h"
#include "ingest/sources/emotic/emotic_names.h"
#include "ingest/sources/emotic/mat_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPersonFields[] = {"body_bbox", "annotations_categories", "annotations_continuous"};

[[noreturn]] void refuse_struct(const fs::path& path, const std::string& place, const std::string& expected,
                                const matvar_t* got) {
  throw DataError(fmt::format("{}: not EMOTIC's annotations: {}: {} expected, {} got", path.string(), place,
                              expected, describe(got)));
}

/// What every picture of a list must have; of people only the first is looked at, faults of others are
/// theirs.
void check_list(const fs::path& path, const std::string& name, const matvar_t* list) {
  const std::string expected = "a struct array with the fields filename, folder and person";
  for (const char* field : {"filename", "folder", "person"})
    if (!has_mat_field(list, field)) refuse_struct(path, "variable '" + name + "'", expected, list);
  for (size_t i = 0; i < count_elements(list); ++i) {
    const matvar_t* person = mat_field(list, "person", i);
    if (count_elements(person) == 0) continue;
    for (const char* field : kPersonFields)
      if (!has_mat_field(person, field))
        refuse_struct(path, fmt::format("{}({}).person", name, i + 1),
                      fmt::format("a struct array with the fields {}", fmt::join(kPersonFields, ", ")),
                      person);
    return;
  }
}

size_t count_annotators(const matvar_t* value) {
  const size_t count = count_elements(value);
  return count > 0 && value->class_type != MAT_C_STRUCT ? 1 : count;
}

/// Names of categories: a cell array of them, or one annotator's struct with the field `categories`.
void add_names(const matvar_t* value, size_t annotator, std::set<std::string>& names) {
  if (count_elements(value) == 0) return;
  const matvar_t* cells =
      value->class_type == MAT_C_STRUCT ? mat_field(value, "categories", annotator) : value;
  for (size_t i = 0; i < count_elements(cells); ++i) names.insert(mat_text(mat_cell(cells, i)));
}

/// One annotator's, or the combined ones: a number for each of valence, arousal and dominance; NaN: not said.
/// A struct with these fields, or an array of the three.
std::vector<double> read_values(const matvar_t* value, size_t annotator) {
  if (count_elements(value) == 0) return {};
  if (value->class_type != MAT_C_STRUCT) return mat_numbers(value);
  std::vector<double> values;
  for (const char* name : kEmoticValues) {
    const std::vector<double> numbers = mat_numbers(mat_field(value, name, annotator));
    values.push_back(numbers.size() == 1 ? numbers[0] : std::nan(""));
  }
  return values;
}

std::vector<double> read_mean_values(const matvar_t* annotators) {
  const size_t count = count_annotators(annotators);
  std::vector<double> mean;
  for (size_t i = 0; i < count; ++i) {
    const std::vector<double> values = read_values(annotators, i);
    mean.resize(values.size());
    for (size_t k = 0; k < values.size(); ++k) mean[k] += values[k] / static_cast<double>(count);
  }
  return mean;
}

void read_size(const matvar_t* pictures, size_t index, EmoticPerson& person) {
  if (!has_mat_field(pictures, "image_size")) return;
  const matvar_t* size = mat_field(pictures, "image_size", index);
  if (count_elements(size) == 0) return;
  const std::vector<double> width = mat_numbers(mat_field(size, "n_col")),
                            height = mat_numbers(mat_field(size, "n_row"));
  if (width.size() != 1 || height.size() != 1 || !(width[0] > 0 && height[0] > 0))
    throw MatFault("image_size: one number n_col and one n_row, above 0, expected");
  person.width = width[0];
  person.height = height[0];
}

/// @return  what is wrong, or ""
std::string read_person(const matvar_t* people, size_t index, EmoticPerson& person) {
  EmoticAnnotation annotation;
  annotation.box = mat_numbers(mat_field(people, "body_bbox", index));
  const matvar_t* annotators = mat_field(people, "annotations_categories", index);
  person.num_annotators = static_cast<int>(count_annotators(annotators));
  std::set<std::string> names;
  if (has_mat_field(people, "combined_categories")) {
    add_names(mat_field(people, "combined_categories", index), 0, names);
  } else {
    for (size_t i = 0; i < count_annotators(annotators); ++i) add_names(annotators, i, names);
  }
  annotation.categories.assign(names.begin(), names.end());
  if (has_mat_field(people, "combined_continuous")) {
    annotation.values = read_values(mat_field(people, "combined_continuous", index), 0);
  } else {
    annotation.values = read_mean_values(mat_field(people, "annotations_continuous", index));
  }
  return fill_in(annotation, person);
}

void read_picture(const matvar_t* list, size_t index, const std::string& place, Split split,
                  EmoticLists& lists) {
  const auto note_fault = [&](const std::string& where, const std::string& fault) {
    if (!fault.empty()) lists.bad.push_back({where, fault});
    return !fault.empty();
  };
  EmoticPerson picture;
  const matvar_t* people = nullptr;
  try {
    picture.list = split;
    picture.picture = join_picture(mat_text(mat_field(list, "folder", index)),
                                   mat_text(mat_field(list, "filename", index)));
    read_size(list, index, picture);
    people = mat_field(list, "person", index);
  } catch (const MatFault& fault) {
    note_fault(place, fault.what());
    return;
  }
  for (size_t i = 0; i < count_elements(people); ++i) {
    EmoticPerson person = picture;
    person.place = fmt::format("{}.person({})", place, i + 1);
    std::string fault;
    try {
      fault = read_person(people, i, person);
    } catch (const MatFault& failure) {
      fault = failure.what();
    }
    if (!note_fault(person.place, fault)) lists.people.push_back(std::move(person));
  }
}

}  // namespace

EmoticLists read_emotic_mat(const fs::path& path) {
  const MatFile file(path);
  EmoticLists lists;
  lists.layout = path.filename().string();
  for (const Split split : {Split::kTrain, Split::kValidation, Split::kTest}) {
    const std::string name = emotic_list_name(split);
    const MatVariable list = file.read(name);
    if (list == nullptr) continue;
    check_list(path, name, list.get());
    lists.lists.push_back(split);
    const size_t count = count_elements(list.get());
    ProgressBar progress("Reading " + name, static_cast<int64_t>(std::max<size_t>(count, 1)), "pictures");
    for (size_t i = 0; i < count; ++i) {
      throw_if_interrupted("preparing the data");
      read_picture(list.get(), i, fmt::format("{}:{}({})", lists.layout, name, i + 1), split, lists);
      progress.advance();
    }
  }
  if (lists.lists.empty()) {
    throw DataError(fmt::format(
        "{}: not EMOTIC's annotations: the variables train, val and test expected (at least one), {} got",
        path.string(),
        file.names().empty()
            ? "none"
            : shorten_text(to_valid_utf8(fmt::format("{}", fmt::join(file.names(), ", "))), 300)));
  }
  number_people(lists.people);
  return lists;
}

}  // namespace affekt
