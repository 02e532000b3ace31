#include "kinds/verification/reproduced_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "evaluation/report/value_text.h"

namespace affekt {
namespace {

using nlohmann::json;

struct KeptScore {
  double value = 0;
  bool has_interval = false;
  double low = 0, high = 0;
};

std::string describe_kept(const KeptScore& score) {
  return score.has_interval ? fmt::format("{:.6g} ({:.6g} to {:.6g})", score.value, score.low, score.high)
                            : fmt::format("{:.6g}", score.value);
}

void check_score(CheckList& checks, const std::string& name, const KeptScore& kept, double computed,
                 const ScoreRules& rules) {
  const double difference = std::abs(computed - kept.value);
  if (computed == kept.value) return checks.add_ok(name, fmt::format("{:.6g}, the same", computed));
  if (difference <= rules.tolerance * std::max(std::abs(computed), std::abs(kept.value)))
    return checks.add_ok(name, fmt::format("{:.6g}, differs by {:.1e}", computed, difference));
  bool is_met = false;
  if (kept.has_interval) {
    is_met = rules.share_of_interval >= 1 ? computed >= kept.low && computed <= kept.high
                                          : difference <= rules.share_of_interval * (kept.high - kept.low);
  }
  if (!is_met) return checks.add_difference(name, describe_kept(kept), fmt::format("{:.6g}", computed));
  checks.add_ok(name, fmt::format("{:.6g}, kept {}", computed, describe_kept(kept)));
}

}  // namespace

void check_scores(CheckList& checks, const json& kept, const json& computed, const ScoreRules& rules) {
  for (const auto& [name, score] : kept.items()) {
    const json &value = score.at("value"), &interval = member_or_null(score, "ci95"),
               &again = member_or_null(member_or_null(computed, name), "value");
    if (value.is_null() && again.is_null()) {
      checks.add_ok(name, "not defined, as before");
    } else if (again.is_null() && rules.may_be_unknown) {
      checks.add_impossible(name, "model.onnx alone can't tell it");
    } else if (!value.is_number() || !again.is_number()) {
      checks.add_difference(name, value.is_null() ? "none" : describe_kept({value.get<double>()}),
                            again.is_null() ? "none" : fmt::format("{:.6g}", again.get<double>()));
    } else {
      KeptScore of_report;
      of_report.value = value;
      of_report.has_interval = interval.is_array() && interval.size() == 2;
      if (of_report.has_interval) of_report.low = interval[0], of_report.high = interval[1];
      check_score(checks, name, of_report, again.get<double>(), rules);
    }
  }
}

}  // namespace affekt
