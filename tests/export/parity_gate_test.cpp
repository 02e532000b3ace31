#include "export/parity_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/error.h"

namespace affekt {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Three samples, two classes, no difference.
ParityInput equal_predictions() {
  ParityInput input;
  input.engine = "opencv";
  input.class_names = {"happy", "sad"};
  input.source_ids = {"a.png", "b.png", "c.png"};
  input.expected = {0.9f, 0.1f, 0.4f, 0.6f, 0.75f, 0.25f};
  input.actual = input.expected;
  return input;
}

std::string refusal_of(const ParityInput& input) {
  try {
    check_parity(input);
  } catch (const ArtifactError& error) {
    return error.what();
  }
  return "passed";
}

TEST(ParityGate, TellsTheLargestDifference) {
  auto input = equal_predictions();
  EXPECT_EQ(check_parity(input), 0);
  input.actual = {0.9f, 0.1f, 0.40005f, 0.59995f, 0.75002f, 0.24998f};
  EXPECT_NEAR(check_parity(input), 5e-5, 1e-7);
}

TEST(ParityGate, NamesTheFirstSampleThatDiffersTooMuch) {
  auto input = equal_predictions();
  input.actual = {0.9f, 0.1f, 0.39f, 0.61f, 0.70f, 0.30f};
  EXPECT_THAT(refusal_of(input),
              AllOf(HasSubstr("sample 1 (b.png)"), HasSubstr("2 of 3 samples"), HasSubstr("differ by 0.01"),
                    HasSubstr("0.0001"), Not(HasSubstr("c.png"))));
}

TEST(ParityGate, AnotherClassFailsHoweverSmallTheDifference) {
  auto input = equal_predictions();
  input.expected = {0.9f, 0.1f, 0.4f, 0.6f, 0.50001f, 0.49999f};
  input.actual = {0.9f, 0.1f, 0.4f, 0.6f, 0.49999f, 0.50001f};
  EXPECT_THAT(refusal_of(input),
              AllOf(HasSubstr("sample 2 (c.png)"), HasSubstr("LibTorch says happy, opencv says sad")));
}

TEST(ParityGate, AProbabilityThatIsNoNumberFails) {
  auto input = equal_predictions();
  input.actual[3] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(refusal_of(input), HasSubstr("sample 1 (b.png)"));
  input.expected[3] = input.actual[3];
  EXPECT_THAT(refusal_of(input), HasSubstr("sample 1 (b.png)")) << "NaN on both sides is no agreement";
}

TEST(ParityGate, TheLimitIsTheCallers) {
  auto input = equal_predictions();
  input.actual = {0.9f, 0.1f, 0.39f, 0.61f, 0.75f, 0.25f};
  input.max_probability_difference = 0.02;
  EXPECT_NEAR(check_parity(input), 0.01, 1e-6);
}

}  // namespace
}  // namespace affekt
