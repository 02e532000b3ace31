#include "evaluation/verification/check_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/not_reproduced.h"
#include "core/text/count_text.h"

namespace affekt {
namespace {

const char* name_of(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::kOk:
      return "ok";
    case CheckOutcome::kDiffers:
      return "differs";
    case CheckOutcome::kBroken:
      return "broken";
    case CheckOutcome::kNotPossible:
      return "not possible";
  }
  return "";
}

constexpr CheckOutcome kOutcomes[] = {CheckOutcome::kOk, CheckOutcome::kDiffers, CheckOutcome::kBroken,
                                      CheckOutcome::kNotPossible};

}  // namespace

void CheckList::add_ok(const std::string& what, const std::string& details) {
  add({what, CheckOutcome::kOk, details});
}

void CheckList::add_difference(const std::string& what, const std::string& expected, const std::string& got) {
  add({what, CheckOutcome::kDiffers, fmt::format("expected {}, got {}", expected, got)});
}

void CheckList::add_broken(const std::string& what, const std::string& why) {
  add({what, CheckOutcome::kBroken, why});
}

void CheckList::add_impossible(const std::string& what, const std::string& why) {
  add({what, CheckOutcome::kNotPossible, why});
}

void CheckList::add_not_kept(const std::string& what, const std::string& file_name) {
  add_impossible(what, "file not kept (" + file_name + ")");
}

void CheckList::compare(const std::string& what, const std::string& expected, const std::string& got) {
  if (expected == got) {
    add_ok(what);
  } else {
    add_difference(what, expected.empty() ? "nothing" : expected, got.empty() ? "nothing" : got);
  }
}

int CheckList::count(CheckOutcome outcome) const {
  return static_cast<int>(std::count_if(checks_.begin(), checks_.end(),
                                        [&](const Check& check) { return check.outcome == outcome; }));
}

std::string render_checks(const CheckList& list) {
  size_t width = 0;
  for (const Check& check : list.checks()) width = std::max(width, check.what.size());
  std::string text;
  for (const Check& check : list.checks()) {
    const std::string line =
        fmt::format("{:<12}  {:<{}}  {}", name_of(check.outcome), check.what, width, check.details);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  std::string counts;
  for (const CheckOutcome outcome : kOutcomes) {
    const int count = list.count(outcome);
    if (count > 0 || outcome == CheckOutcome::kOk || outcome == CheckOutcome::kDiffers)
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, name_of(outcome));
  }
  return text + count_of(static_cast<int64_t>(list.checks().size()), "check") + ": " + counts + "\n";
}

nlohmann::json to_json(const CheckList& list) {
  nlohmann::json checks = nlohmann::json::array(), counts;
  for (const Check& check : list.checks())
    checks.push_back(
        {{"check", check.what}, {"outcome", name_of(check.outcome)}, {"details", check.details}});
  for (const CheckOutcome outcome : kOutcomes) counts[name_of(outcome)] = list.count(outcome);
  return {{"checks", checks}, {"counts", counts}};
}

void require_agreement(const CheckList& list, const std::string& subject) {
  const auto first = [&](CheckOutcome outcome) {
    const auto found = std::find_if(list.checks().begin(), list.checks().end(),
                                    [&](const Check& check) { return check.outcome == outcome; });
    return found->what + ": " + found->details;
  };
  const auto count = [&](CheckOutcome outcome) { return count_of(list.count(outcome), "check"); };
  if (list.count(CheckOutcome::kBroken) > 0)
    throw ArtifactError(fmt::format("{}: {} found something broken; the first is {}", subject,
                                    count(CheckOutcome::kBroken), first(CheckOutcome::kBroken)));
  if (list.count(CheckOutcome::kDiffers) > 0)
    throw NotReproduced(fmt::format("{}: {} found a difference; the first is {}", subject,
                                    count(CheckOutcome::kDiffers), first(CheckOutcome::kDiffers)));
  if (list.count(CheckOutcome::kOk) == 0)
    throw ArtifactError(
        fmt::format("{}: nothing could be checked, so nothing is known to be right; expected a run directory "
                    "or a published baseline, with report.json or model.onnx at least",
                    subject));
}

}  // namespace affekt
