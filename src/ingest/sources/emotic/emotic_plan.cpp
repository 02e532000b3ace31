#include "ingest/sources/emotic/emotic_plan.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "core/error.h"
#include "core/text/text.h"
#include "ingest/split_plan.h"

namespace affekt {
namespace {

bool is_labelled(const EmoticPerson& person, std::map<std::string, int64_t>& counts) {
  if (std::count(person.categories.begin(), person.categories.end(), 1) == 0) {
    ++counts["people_without_categories"];
    return false;
  }
  if (std::any_of(person.values.begin(), person.values.end(), [](double v) { return std::isnan(v); })) {
    ++counts["people_without_values"];
    return false;
  }
  return true;
}

/// Leaves out the people of all lists but one of each picture.
void keep_one_list(EmoticPlan& plan, const std::map<std::string, std::string>& digests) {
  std::map<std::string, std::set<Split>> lists_of;  // by digest
  for (const EmoticPerson& person : plan.people) lists_of[digests.at(person.picture)].insert(person.list);
  for (const auto& [digest, lists] : lists_of) plan.counts["pictures_in_two_lists"] += lists.size() > 1;
  const auto is_of_another = [&](const EmoticPerson& person) {
    return person.list != *lists_of.at(digests.at(person.picture)).rbegin();
  };
  const auto end = std::remove_if(plan.people.begin(), plan.people.end(), is_of_another);
  plan.counts["people_of_other_lists"] = plan.people.end() - end;
  plan.people.erase(end, plan.people.end());
}

void group_by_picture(EmoticPlan& plan, const std::map<std::string, std::string>& digests) {
  std::map<std::string, size_t> picture_of;  // by digest
  std::set<std::string> names;
  for (size_t i = 0; i < plan.people.size(); ++i) {
    const std::string& name = plan.people[i].picture;
    const auto [found, is_new] = picture_of.emplace(digests.at(name), plan.pictures.size());
    if (is_new) plan.pictures.push_back({name, {}});
    plan.pictures[found->second].people.push_back(i);
    names.insert(name);
  }
  plan.counts["pictures"] = static_cast<int64_t>(plan.pictures.size());
  plan.counts["repeated_pictures"] = static_cast<int64_t>(names.size() - plan.pictures.size());
}

}  // namespace

EmoticPlan plan_emotic(const EmoticLists& lists, const std::map<std::string, std::string>& digests) {
  EmoticPlan plan;
  plan.counts = {{"people_listed", static_cast<int64_t>(lists.people.size() + lists.bad.size())},
                 {"people_without_categories", 0},
                 {"people_without_values", 0}};
  for (const EmoticPerson& person : lists.people) {
    if (digests.count(person.picture) == 0) {
      plan.bad.push_back({person.place, "the picture " + shorten_text(person.picture, 200) +
                                            " is missing, or can't be read"});
    } else if (is_labelled(person, plan.counts)) {
      plan.people.push_back(person);
    }
  }
  keep_one_list(plan, digests);
  group_by_picture(plan, digests);
  return plan;
}

void check_emotic_plan(const DataConfig& config) {
  if (config.split.plan == "official" || config.split.plan == "folds_of_official_test") return;
  check_split_plan(config.split, {"emotic", config.path, true, {}, true});
}

void split_emotic(const EmoticLists& lists, const DataConfig& config, EmoticPlan& plan) {
  SampleTable table;
  table.num_samples = static_cast<int64_t>(plan.people.size());
  table.groups.resize(plan.people.size());
  for (const EmoticPerson& person : plan.people) table.splits.push_back(person.list);
  std::set<std::string> tested;
  for (const EmoticPicture& picture : plan.pictures) {
    for (const size_t row : picture.people) table.groups[row] = picture.name;
    if (table.splits[picture.people.front()] == Split::kTest) tested.insert(picture.name);
  }
  const SplitSubject subject{"emotic", config.path, true, {tested.begin(), tested.end()}, true};
  apply_split_plan(config.split, subject, table);
  plan.splits = std::move(table.splits);
  check_emotic_splits(plan.splits, lists, config);
}

void check_emotic_splits(const std::vector<Split>& splits, const EmoticLists& lists,
                         const DataConfig& config) {
  const auto has_people = [&](Split split) {
    return std::find(splits.begin(), splits.end(), split) != splits.end();
  };
  const auto is_listed = [&](Split list) {
    return std::find(lists.lists.begin(), lists.lists.end(), list) != lists.lists.end();
  };
  if (has_people(Split::kTrain)) return;
  std::string text = fmt::format("{} ({}): nobody is in the train split", config.path, lists.layout);
  if (!is_listed(Split::kTrain) && config.split.plan == "official") {
    text += "; this copy has no list train. ";
    text += is_listed(Split::kTest)
                ? "To train on the lists it has, and to test on a part of the list test: data.split: {plan: "
                  "folds_of_official_test, test_fold: 1}"
                : "Bring it; without the lists train and test there is nothing to train on";
  }
  throw DataError(text);
}

}  // namespace affekt
