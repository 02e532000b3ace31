#include "ingest/sources/emotic/emotic_names.h"

#include <map>
#include <vector>

#include "config/nearest_key.h"
#include "core/text/lower_case.h"

namespace affekt {
namespace {

/// Letters in lower case alone: "Doubt / Confusion" and "doubt_confusion" become one.
std::string letters_of(std::string_view name) {
  std::string letters;
  for (const char c : to_lower(std::string(name)))
    if (c >= 'a' && c <= 'z') letters += c;
  return letters;
}

/// What copies write in place of the names: of the papers' texts and of people's own tables.
const std::map<std::string, std::string>& other_spellings() {
  static const std::map<std::string, std::string> table = {{"disquitement", "disquietment"},
                                                           {"disquiet", "disquietment"},
                                                           {"disquietude", "disquietment"},
                                                           {"disquietement", "disquietment"},
                                                           {"doubt", "doubtconfusion"},
                                                           {"confusion", "doubtconfusion"},
                                                           {"confusiondoubt", "doubtconfusion"},
                                                           {"doubtandconfusion", "doubtconfusion"},
                                                           {"embarassment", "embarrassment"},
                                                           {"embarrasment", "embarrassment"},
                                                           {"annoyed", "annoyance"},
                                                           {"sensitivty", "sensitivity"},
                                                           {"disconection", "disconnection"},
                                                           {"excitment", "excitement"},
                                                           {"hapiness", "happiness"},
                                                           {"yearn", "yearning"},
                                                           {"selfesteem", "esteem"}};
  return table;
}

const std::map<std::string, int>& category_indices() {
  static const std::map<std::string, int> indices = [] {
    std::map<std::string, int> made;
    for (size_t k = 0; k < kNumEmoticCategories; ++k)
      made[letters_of(kEmoticCategories[k])] = static_cast<int>(k);
    for (const auto& [other, name] : other_spellings()) made[other] = made.at(name);
    return made;
  }();
  return indices;
}

}  // namespace

const std::array<const char*, kNumEmoticCategories> kEmoticCategories = {
    "Affection",     "Anger",       "Annoyance",     "Anticipation", "Aversion",
    "Confidence",    "Disapproval", "Disconnection", "Disquietment", "Doubt/Confusion",
    "Embarrassment", "Engagement",  "Esteem",        "Excitement",   "Fatigue",
    "Fear",          "Happiness",   "Pain",          "Peace",        "Pleasure",
    "Sadness",       "Sensitivity", "Suffering",     "Surprise",     "Sympathy",
    "Yearning"};

int find_emotic_category(std::string_view name) {
  const auto found = category_indices().find(letters_of(name));
  return found == category_indices().end() ? -1 : found->second;
}

std::string suggest_emotic_category(const std::string& name) {
  return suggest_nearest(name, {kEmoticCategories.begin(), kEmoticCategories.end()});
}

}  // namespace affekt
