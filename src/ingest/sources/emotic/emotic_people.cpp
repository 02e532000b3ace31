#include "ingest/sources/emotic/emotic_people.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "core/text/text.h"
#include "ingest/sources/emotic/emotic_names.h"

namespace affekt {

const char* emotic_list_name(Split list) {
  return list == Split::kTrain ? "train" : list == Split::kValidation ? "val" : "test";
}

std::string fill_in(const EmoticAnnotation& annotation, EmoticPerson& person) {
  const auto is_finite = [](double number) { return std::isfinite(number); };
  if (annotation.box.size() != 4 || !std::all_of(annotation.box.begin(), annotation.box.end(), is_finite))
    return fmt::format("a box of four numbers x1, y1, x2, y2 expected, {} got", annotation.box.size());
  std::copy(annotation.box.begin(), annotation.box.end(), person.box.begin());

  person.categories.assign(kNumEmoticCategories, 0);
  for (const std::string& name : annotation.categories) {
    const int category = find_emotic_category(name);
    if (category < 0)
      return fmt::format("one of EMOTIC's 26 categories expected, '{}' got{}", to_valid_utf8(name),
                         suggest_emotic_category(to_valid_utf8(name)));
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
  std::map<std::string, int> counts;
  for (EmoticPerson& person : people) person.number = ++counts[person.picture];
}

}  // namespace affekt
