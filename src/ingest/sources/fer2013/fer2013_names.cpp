#include "ingest/sources/fer2013/fer2013_names.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "config/nearest_key.h"
#include "ingest/sources/fer2013/fer2013_source.h"

namespace affekt {
namespace {

/// By official number: the nouns are those of CK+, AffectNet and FER+, the adjectives those of copies of
/// FER2013 itself.
const std::array<std::vector<std::string>, 7>& class_synonyms() {
  static const std::array<std::vector<std::string>, 7> synonyms = {{{"angry", "anger"},
                                                                    {"disgust", "disgusted"},
                                                                    {"fear", "fearful"},
                                                                    {"happy", "happiness"},
                                                                    {"sad", "sadness"},
                                                                    {"surprise", "surprised"},
                                                                    {"neutral"}}};
  return synonyms;
}

const std::array<std::vector<std::string>, 3>& split_synonyms() {  // by Split
  static const std::array<std::vector<std::string>, 3> synonyms = {
      {{"train", "training"},
       {"validation", "valid", "val", "publictest"},
       {"test", "testing", "privatetest"}}};
  return synonyms;
}

template <class Synonyms>
std::optional<size_t> find_in(const Synonyms& synonyms, std::string_view name) {
  const std::string wanted = normalize_fer2013_name(name);
  for (size_t i = 0; i < synonyms.size(); ++i) {
    if (std::find(synonyms[i].begin(), synonyms[i].end(), wanted) != synonyms[i].end()) return i;
  }
  return std::nullopt;
}

template <class Synonyms>
std::string suggest_from(const Synonyms& synonyms, std::string_view name) {
  std::vector<std::string> all;
  for (const auto& some : synonyms) all.insert(all.end(), some.begin(), some.end());
  return suggest_nearest(normalize_fer2013_name(name), all);
}

bool is_number(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_official_number(std::string_view name) {
  return name.size() == 1 && name[0] >= '0' && name[0] <= '6';
}

}  // namespace

std::string normalize_fer2013_name(std::string_view name) {
  std::string normalized;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      normalized += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      normalized += c;
    } else if (c != ' ' && c != '_' && c != '-') {
      return std::string(name);  // another sign makes another name
    }
  }
  return normalized;
}

std::optional<Split> find_fer2013_split(std::string_view name) {
  const std::optional<size_t> found = find_in(split_synonyms(), name);
  return found ? std::optional(static_cast<Split>(*found)) : std::nullopt;
}

std::optional<int32_t> find_fer2013_class(std::string_view name) {
  const std::optional<size_t> found = find_in(class_synonyms(), name);
  return found ? std::optional(static_cast<int32_t>(*found)) : std::nullopt;
}

Fer2013ClassFolders::Fer2013ClassFolders(const std::set<std::string>& names)
    : numbers_are_official_(names.count("0") > 0 && std::all_of(names.begin(), names.end(), [](auto& name) {
                              return !is_number(name) || is_official_number(name);
                            })) {}

std::optional<int32_t> Fer2013ClassFolders::find(std::string_view name) const {
  if (is_official_number(name))
    return numbers_are_official_ ? std::optional<int32_t>(name[0] - '0') : std::nullopt;
  return find_fer2013_class(name);
}

std::string Fer2013ClassFolders::describe_unknown(std::string_view name) const {
  const std::string expected =
      fmt::format("the folder names no class: one of {} expected", fmt::join(kFer2013Classes, ", "));
  if (is_number(name)) {
    return expected +
           "; numbers are taken only where all of them are official ones, 0 (angry) to 6 (neutral), and 0 "
           "is among them";
  }
  return expected + suggest_from(class_synonyms(), name);
}

std::string suggest_fer2013_split(std::string_view name) {
  return suggest_from(split_synonyms(), name);
}

}  // namespace affekt
