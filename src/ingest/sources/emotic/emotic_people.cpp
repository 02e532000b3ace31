#include "ingest/sources/emotic/emotic_people.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/text/text.h"
#include "ingest/sources/emotic/emotic_names.h"

namespace affekt {
namespace {

constexpr size_t kLongestShown = 100;  // bytes of a name in a message

/// @return  what is wrong with it, or ""
std::string find_box_fault(const std::vector<double>& box) {
  static constexpr const char* kCorners[] = {"x1", "y1", "x2", "y2"};
  if (box.size() != 4)
    return fmt::format("a box of four numbers x1, y1, x2, y2 expected, {} got", box.size());
  for (size_t i = 0; i < box.size(); ++i)
    if (!std::isfinite(box[i]))
      return fmt::format("a box of finite numbers expected, {} got for {}", box[i], kCorners[i]);
  if (box[2] < box[0] || box[3] < box[1])
    return fmt::format("a box whose second corner lies right of and below the first expected, [{}] got",
                       fmt::join(box, ", "));
  return "";
}

}  // namespace

const char* emotic_list_name(Split list) {
  return list == Split::kTrain ? "train" : list == Split::kValidation ? "val" : "test";
}

std::string join_picture(const std::string& folder, const std::string& file) {
  std::string path = folder.empty() ? file : folder + "/" + file;
  std::replace(path.begin(), path.end(), '\\', '/');
  return std::filesystem::path(path).lexically_normal().generic_string();
}

std::string fill_in(const EmoticAnnotation& annotation, EmoticPerson& person) {
  if (const std::filesystem::path path(person.picture);
      path.empty() || path.is_absolute() || *path.begin() == "..")
    return fmt::format("a picture inside the data folder expected, '{}' got",
                       to_valid_utf8(shorten_text(person.picture, kLongestShown)));
  if (const std::string fault = find_box_fault(annotation.box); !fault.empty()) return fault;
  std::copy(annotation.box.begin(), annotation.box.end(), person.box.begin());

  person.categories.assign(kNumEmoticCategories, 0);
  for (const std::string& name : annotation.categories) {
    const int category = find_emotic_category(name);
    if (category < 0) {
      const std::string shown = to_valid_utf8(shorten_text(name, kLongestShown));
      return fmt::format("one of EMOTIC's 26 categories expected, '{}' got{}", shown,
                         suggest_emotic_category(shown));
    }
    person.categories[static_cast<size_t>(category)] = 1;
  }

  person.values.fill(std::numeric_limits<double>::quiet_NaN());
  if (annotation.values.empty()) return "";
  if (annotation.values.size() != person.values.size())
    return fmt::format("three values (valence, arousal, dominance) expected, {} got",
                       annotation.values.size());
  for (size_t i = 0; i < person.values.size(); ++i) {
    const double value = annotation.values[i];
    if (value < kLowestEmoticValue || value > kHighestEmoticValue)
      return fmt::format("{} in 1..10 expected, {} got", kEmoticValues[i], value);
    person.values[i] = value;
  }
  return "";
}

void number_people(std::vector<EmoticPerson>& people) {
  std::map<std::pair<Split, std::string>, int> counts;
  for (EmoticPerson& person : people) person.number = ++counts[{person.list, person.picture}];
}

}  // namespace affekt
