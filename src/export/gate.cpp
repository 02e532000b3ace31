#include "export/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/text/count_text.h"
#include "core/text/plural.h"

namespace affekt {
namespace {

/// How one sample stands to one check.
struct Verdict {
  bool passed = false;
  int64_t num_right = 1;             // indices that are right
  double difference = 0;             // of kTolerance: the largest, NaN if any number is none
  int64_t expected = 0, actual = 0;  // of the others: indices
};

/// One output for a batch, [n, size].
struct Rows {
  HostTensor expected, actual;
  int64_t size;
  HostTensor scores = {};  // of kSameTop: the expected score of every index, [n, num_scores]
  int64_t num_scores = 0;
};

Rows rows_of(const GateCheck& check, const HostTensors& expected, const HostTensors& actual, int64_t n) {
  const HostTensor& right = expected.at(check.output);
  AFFEKT_CHECK(right.count() == actual.at(check.output).count(), "the reference is of another model");
  Rows rows = {right.as(DType::kFloat64), actual.at(check.output).as(DType::kFloat64), right.count() / n};
  if (check.rule == GateCheck::Rule::kSameTop) {
    rows.scores = expected.at(check.scores).as(DType::kFloat64);
    rows.num_scores = rows.scores.count() / n;
  }
  return rows;
}

/// What a difference from this value counts in.
double scale_of(const GateCheck& check, double expected) {
  return check.is_relative ? check.floor + std::abs(expected) : 1;
}

/// Behind a figure of differences.
const char* describe_scale(const GateCheck& check) {
  if (!check.is_relative) return "";
  return check.floor == 1 ? " of 1 + themselves" : " of themselves";
}

double find_difference(const GateCheck& check, const double* expected, const double* actual, int64_t size) {
  double largest = 0;
  for (int64_t i = 0; i < size; ++i) {
    const double difference = std::abs(actual[i] - expected[i]) / scale_of(check, expected[i]);
    if (std::isnan(difference)) return difference;
    largest = std::max(largest, difference);
  }
  return largest;
}

bool is_within(const GateCheck& check, double expected, double actual) {
  return std::abs(actual - expected) <= check.tolerance * scale_of(check, expected);  // so that NaN fails
}

/// @param expected, actual  [size] indices, the best first  @param scores  [num_scores], expected of each
/// index
Verdict judge_top(const GateCheck& check, const double* expected, const double* actual, int64_t size,
                  const double* scores, int64_t num_scores) {
  Verdict verdict;
  verdict.passed = true;
  std::set<int64_t> seen;
  for (int64_t i = 0; i < size; ++i) {
    const auto right = static_cast<int64_t>(expected[i]), given = static_cast<int64_t>(actual[i]);
    const bool is_right = given >= 0 && given < num_scores && seen.insert(given).second &&
                          is_within(check, scores[right], scores[given]);
    if (i > 0 && is_within(check, scores[static_cast<int64_t>(expected[i - 1])], scores[right]))
      verdict.num_right = 2;
    if (given == right && is_right) continue;
    if (verdict.passed && (verdict.expected == verdict.actual || !is_right))
      verdict.expected = right, verdict.actual = given;
    verdict.passed = verdict.passed && is_right;
  }
  return verdict;
}

Verdict judge(const GateCheck& check, const GateBatch& batch, const Rows& rows, int64_t sample) {
  const int64_t size = rows.size, n = static_cast<int64_t>(batch.ids.size());
  const double* expected = rows.expected.values<double>() + sample * size;
  const double* actual = rows.actual.values<double>() + sample * size;
  Verdict verdict;
  if (check.rule == GateCheck::Rule::kTolerance) {
    verdict.difference = find_difference(check, expected, actual, size);
    verdict.passed = verdict.difference <= check.tolerance;  // so that NaN fails
    return verdict;
  }
  if (check.rule == GateCheck::Rule::kSameTop)
    return judge_top(check, expected, actual, size, rows.scores.values<double>() + sample * rows.num_scores,
                     rows.num_scores);
  const bool is_index = check.rule == GateCheck::Rule::kSameIndex;
  const auto index_of = [&](const double* row) {
    return is_index ? static_cast<int64_t>(row[0]) : std::max_element(row, row + size) - row;
  };
  verdict.expected = index_of(expected);
  verdict.actual = index_of(actual);
  verdict.passed = verdict.expected == verdict.actual;
  if (!is_index || batch.allowed.empty()) return verdict;
  const auto num_indices = static_cast<int64_t>(batch.allowed.size()) / n;
  const char* allowed = batch.allowed.data() + sample * num_indices;
  verdict.passed = verdict.actual >= 0 && verdict.actual < num_indices && allowed[verdict.actual] != 0;
  verdict.num_right = std::count(allowed, allowed + num_indices, char{1});
  return verdict;
}

std::string describe_verdict(const ExportPlan& plan, const GateCheck& check, const Verdict& verdict,
                             const std::string& engine) {
  if (check.rule == GateCheck::Rule::kTolerance) {
    return fmt::format("{} differ by {:.3g}{}, allowed is {:.3g}", check.title, verdict.difference,
                       describe_scale(check), check.tolerance);
  }
  const auto name = [&](int64_t index) {
    const bool is_known = index >= 0 && index < static_cast<int64_t>(check.labels.size());
    return is_known ? check.labels[static_cast<size_t>(index)] : std::to_string(index);
  };
  return fmt::format("{} says {}, {} says {}", plan.reference, name(verdict.expected), engine,
                     name(verdict.actual));
}

struct Failures {
  int64_t count = 0;
  std::string first;
};

/// Adds one batch to the result of this engine.
void compare_batch(const ExportPlan& plan, const GateBatch& batch, const HostTensors& actual,
                   const std::string& engine, GateResult& result, Failures& failures) {
  const auto n = static_cast<int64_t>(batch.ids.size());
  std::vector<Rows> rows;  // of each check
  for (const GateCheck& check : plan.checks) rows.push_back(rows_of(check, batch.expected, actual, n));
  for (int64_t i = 0; i < n; ++i, ++result.num_samples) {
    std::vector<Verdict> verdicts;
    for (size_t c = 0; c < rows.size(); ++c) verdicts.push_back(judge(plan.checks[c], batch, rows[c], i));
    const bool passed =
        std::all_of(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) { return verdict.passed; });
    std::string faults;
    for (size_t c = 0; c < rows.size(); ++c) {
      const Verdict& verdict = verdicts[c];
      result.num_ties += verdict.num_right > 1;
      if (!passed) {
        faults += (c > 0 ? "; " : "") + describe_verdict(plan, plan.checks[c], verdict, engine);
        continue;
      }
      result.num_tie_differences += verdict.expected != verdict.actual;
      double& largest = result.differences[plan.checks[c].output];
      largest = std::max(largest, verdict.difference);
    }
    if (!passed && failures.count++ == 0) {
      failures.first = fmt::format("{} {} ({}): {}", plan.sample, result.num_samples,
                                   batch.ids[static_cast<size_t>(i)], faults);
    }
  }
}

}  // namespace

std::string find_gate_failure(const ExportPlan& plan, const GateData& data, InferenceEngine& engine,
                              GateResult& result) {
  GateResult own;
  Failures failures;
  ProgressBar progress("export gate, " + engine.name(), std::max<int64_t>(data.num_samples, 1),
                       plural_of(plan.sample));
  for (int64_t begin = 0; begin < data.num_samples; begin += plan.samples_at_once) {
    throw_if_interrupted("the export");
    const int64_t end = std::min(begin + plan.samples_at_once, data.num_samples);
    const GateBatch batch = data.read(begin, end);
    compare_batch(plan, batch, engine.run(batch.inputs), engine.name(), own, failures);
    progress.advance(end - begin);
  }
  if (failures.count > 0)
    return fmt::format("with the engine {}, {} of {} differ; the first is {}", engine.name(), failures.count,
                       count_of(data.num_samples, plan.sample), failures.first);
  result.num_samples = std::max(result.num_samples, own.num_samples);
  result.num_ties = std::max(result.num_ties, own.num_ties);
  result.num_tie_differences = std::max(result.num_tie_differences, own.num_tie_differences);
  for (const auto& [output, difference] : own.differences) {
    double& largest = result.differences[output];
    largest = std::max(largest, difference);
  }
  return "";
}

void pass_gate(const ExportPlan& plan, const GateData& data, InferenceEngine& engine, GateResult& result) {
  const std::string failure = find_gate_failure(plan, data, engine, result);
  if (!failure.empty())
    throw ArtifactError(
        fmt::format("the exported model does not give what {} gives, so it was not written: {}",
                    plan.reference, failure));
}

}  // namespace affekt
