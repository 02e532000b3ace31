// Which of EMOTIC's people are samples, and in which split: the rules that need no pixels.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "config/experiment_config.h"
#include "ingest/sources/emotic/emotic_people.h"

namespace affekt {

/// One content, whatever names it lies under.
struct EmoticPicture {
  std::string name;            // the first of them
  std::vector<size_t> people;  // rows of EmoticPlan::people, as listed
};

struct EmoticPlan {
  std::vector<EmoticPerson> people;
  std::vector<Split> splits;              // [people.size()], of the config's plan
  std::vector<EmoticPicture> pictures;    // in the order of their first person
  std::vector<BadSample> bad;             // people whose picture is missing
  std::map<std::string, int64_t> counts;  // by rule, see prepare_emotic.h
};

/// - People without categories, and then those without one of the values, are left out.
/// - A picture that stands in two lists, under whatever names, keeps the people of one of them: test before
///   validation before train. The others are left out, since the lists' labels are made in different ways.
/// @param digests  of the pictures' contents by their names; one that is missing has none
/// @return         with `bad`, and without splits
EmoticPlan plan_emotic(const EmoticLists& lists, const std::map<std::string, std::string>& digests);

/// Before anything is read. @throws ConfigError: another split plan than official and folds_of_official_test
void check_emotic_plan(const DataConfig& config);

/// Fills in the splits: the lists' own, or with folds_of_official_test the pictures of the list test dealt
/// into folds, while all others train. @throws ConfigError: another split plan; as check_emotic_splits
void split_emotic(const EmoticLists& lists, const DataConfig& config, EmoticPlan& plan);

/// Whether a validation split is needed too is for the training to say.
/// @throws DataError: nobody is in the train split; says what the lists have to do with it
void check_emotic_splits(const std::vector<Split>& splits, const EmoticLists& lists,
                         const DataConfig& config);

}  // namespace affekt
