#include "evaluation/verification/check_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/error.h"
#include "core/not_reproduced.h"
#include "evaluation/verification/compare_facts.h"

namespace affekt {
namespace {

using testing::HasSubstr;

/// The exit code that the list leads to, 0: none is thrown.
int exit_code_of(const CheckList& list) {
  try {
    require_agreement(list, "run");
  } catch (const Error& error) {
    return static_cast<int>(error.code());
  }
  return 0;
}

TEST(CheckListOutcome, DifferencesAreFiveAndBrokenFilesFour) {
  CheckList list;
  EXPECT_EQ(exit_code_of(list), 4);  // nothing was checked
  list.add_not_kept("weights", "best.safetensors");
  EXPECT_EQ(exit_code_of(list), 4);
  list.add_ok("report");
  EXPECT_EQ(exit_code_of(list), 0);
  list.compare("model", "abc", "abd");
  EXPECT_EQ(exit_code_of(list), 5);
  list.add_broken("card", "truncated");
  EXPECT_EQ(exit_code_of(list), 4);
}

TEST(CheckListOutcome, TheTableSaysWhatWasExpected) {
  CheckList list;
  list.add_ok("report");
  list.compare("model", "abc", "");
  list.add_not_kept("weights", "best.safetensors");
  EXPECT_EQ(render_checks(list),
            "ok            report\n"
            "differs       model    expected abc, got nothing\n"
            "not possible  weights  file not kept (best.safetensors)\n"
            "3 checks: 1 ok, 1 differs, 1 not possible\n");
}

TEST(CheckListOutcome, JsonHoldsEachCheckAndTheCounts) {
  CheckList list;
  list.add_ok("report");
  list.compare("model", "abc", "abd");
  EXPECT_EQ(to_json(list), nlohmann::json::parse(R"({
    "checks": [{"check": "report", "outcome": "ok", "details": ""},
               {"check": "model", "outcome": "differs", "details": "expected abc, got abd"}],
    "counts": {"ok": 1, "differs": 1, "broken": 0, "not possible": 0}})"));
}

TEST(CompareFacts, FindsEachValueThatDiffersAndNothingElse) {
  const nlohmann::json kept = {{"a", 1.5}, {"list", {1, 2, 3}}, {"more", "kept alone"}, {"none", nullptr}};
  const auto places_of = [&](const nlohmann::json& computed, const FactRules& rules = {}) {
    std::vector<std::string> places;
    for (const FactDifference& difference : find_differences(computed, kept, rules))
      places.push_back(difference.where);
    return places;
  };
  using Places = std::vector<std::string>;
  EXPECT_EQ(places_of({{"a", 1.5}, {"list", {1, 2, 3}}}), Places{});
  EXPECT_EQ(places_of({{"a", 1.5 * (1 + 1e-15)}}), Places{});
  EXPECT_EQ(places_of({{"a", 1.5000001}}), Places{"a"});
  EXPECT_EQ(places_of({{"a", 1.5000001}}, {1e-6, {}}), Places{});
  EXPECT_EQ(places_of({{"list", {1, 7, 3}}, {"b", 1}}), (Places{"b", "list[1]"}));
  EXPECT_EQ(places_of({{"list", {1, 2}}}), Places{"the length of list"});
  EXPECT_EQ(places_of({{"a", 9}, {"b", 1}}, {0, {"a", "b"}}), Places{});
  // As a file has it: what is not a number is null.
  EXPECT_EQ(places_of({{"none", std::numeric_limits<double>::quiet_NaN()}}), Places{});
  EXPECT_EQ(places_of({{"a", "1.5"}}), Places{"a"});
}

TEST(CompareFacts, OneCheckTellsTheFirstPlaceAndHowManyMore) {
  CheckList list;
  compare_facts(list, "scores", {{"a", 1}, {"b", 2}}, {{"a", 1}, {"b", 2}});
  compare_facts(list, "scores", {{"a", 1}, {"b", 2}}, {{"a", 3}, {"b", 4}});
  EXPECT_EQ(list.checks()[0].details, "2 values");
  EXPECT_EQ(list.checks()[1].details, "expected a 1, got 3 (and 1 more)");
}

}  // namespace
}  // namespace affekt
