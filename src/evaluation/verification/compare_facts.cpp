#include "evaluation/verification/compare_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text/count_text.h"
#include "core/text/text.h"

namespace affekt {
namespace {

using nlohmann::json;

class FactComparer {
 public:
  explicit FactComparer(const FactRules& rules) : rules_(rules) {}

  void compare(const json& computed, const json& kept, const std::string& where) {
    if (computed.is_object() && kept.is_object()) {
      for (const auto& [key, value] : computed.items()) {
        if (rules_.ignored.count(key) > 0) continue;
        const std::string path = where.empty() ? key : where + "." + key;
        if (kept.contains(key)) {
          compare(value, kept.at(key), path);
        } else {
          differences.push_back({path, value, "nothing"});
        }
      }
    } else if (computed.is_array() && kept.is_array() && computed.size() == kept.size()) {
      for (size_t i = 0; i < computed.size(); ++i)
        compare(computed[i], kept[i], fmt::format("{}[{}]", where, i));
    } else if (computed.is_array() && kept.is_array()) {
      differences.push_back({"the length of " + where, computed.size(), kept.size()});
    } else {
      ++num_compared;
      if (!is_equal(computed, kept)) differences.push_back({where, computed, kept});
    }
  }

  std::vector<FactDifference> differences;
  int64_t num_compared = 0;

 private:
  bool is_equal(const json& computed, const json& kept) const {
    if (!computed.is_number() || !kept.is_number()) return computed == kept;
    const double a = computed.get<double>(), b = kept.get<double>();
    return computed == kept || std::abs(a - b) <= rules_.tolerance * std::max(std::abs(a), std::abs(b));
  }

  const FactRules& rules_;
};

}  // namespace

std::vector<FactDifference> find_differences(const json& computed, const json& kept, const FactRules& rules,
                                             int64_t* num_compared) {
  FactComparer comparer(rules);
  // As a file would have it: NaN is null there.
  comparer.compare(json::parse(to_json_text(computed)), kept, "");
  if (num_compared != nullptr) *num_compared += comparer.num_compared;
  return std::move(comparer.differences);
}

void compare_facts(CheckList& checks, const std::string& what, const json& computed, const json& kept,
                   const FactRules& rules) {
  int64_t num_compared = 0;
  const std::vector<FactDifference> differences = find_differences(computed, kept, rules, &num_compared);
  if (differences.empty()) {
    checks.add_ok(what, count_of(num_compared, "value"));
    return;
  }
  const FactDifference& first = differences.front();
  const std::string more =
      differences.size() > 1 ? fmt::format(" (and {} more)", differences.size() - 1) : "";
  const auto shown = [](const json& value) { return shorten_text(to_json_text(value), 80); };
  checks.add_difference(what, fmt::format("{} {}", first.where, shown(first.expected)),
                        shown(first.got) + more);
}

}  // namespace affekt
