#include "export/parity_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace affekt {
namespace {

struct SampleParity {
  size_t expected_class = 0, actual_class = 0;
  double difference = 0;  // NaN if any probability is
};

SampleParity compare_sample(const float* expected, const float* actual, size_t num_classes) {
  SampleParity parity;
  parity.expected_class = static_cast<size_t>(std::max_element(expected, expected + num_classes) - expected);
  parity.actual_class = static_cast<size_t>(std::max_element(actual, actual + num_classes) - actual);
  for (size_t k = 0; k < num_classes; ++k) {
    const double difference = std::abs(static_cast<double>(expected[k]) - actual[k]);
    if (std::isnan(difference)) {
      parity.difference = difference;
      return parity;
    }
    parity.difference = std::max(parity.difference, difference);
  }
  return parity;
}

}  // namespace

double check_parity(const ParityInput& input) {
  const size_t num_classes = input.class_names.size(), num_samples = input.source_ids.size();
  AFFEKT_CHECK(
      input.expected.size() == num_samples * num_classes && input.actual.size() == input.expected.size(),
      "probabilities, samples and classes don't fit together");
  double largest = 0;
  std::string first_failure;
  size_t num_failures = 0;
  for (size_t i = 0; i < num_samples; ++i) {
    const auto parity =
        compare_sample(&input.expected[i * num_classes], &input.actual[i * num_classes], num_classes);
    const bool same_class = parity.expected_class == parity.actual_class;
    // Written so that NaN fails.
    if (same_class && parity.difference <= input.max_probability_difference) {
      largest = std::max(largest, parity.difference);
      continue;
    }
    if (num_failures++ > 0) continue;
    first_failure = fmt::format(
        "sample {} ({}): LibTorch says {}, {} says {}; probabilities differ by {:.3g}, "
        "allowed is {:.3g}",
        i, input.source_ids[i], input.class_names[parity.expected_class], input.engine,
        input.class_names[parity.actual_class], parity.difference, input.max_probability_difference);
  }
  if (num_failures > 0) {
    throw ArtifactError(
        fmt::format("the exported model does not predict what the trained one does, so it was not "
                    "written: {} of {} samples differ; the first is {}",
                    num_failures, num_samples, first_failure));
  }
  return largest;
}

}  // namespace affekt
