#include "core/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace affekt {
namespace {

TEST(Error, EachKindHasTheExitCodeOfTheCommandLine) {
  EXPECT_EQ(static_cast<int>(ConfigError("").code()), 2);
  EXPECT_EQ(static_cast<int>(DataError("").code()), 3);
  EXPECT_EQ(static_cast<int>(ArtifactError("").code()), 4);
  EXPECT_EQ(static_cast<int>(Interrupted("").code()), 130);
}

TEST(Error, AFailedCheckIsABugThatSaysWhereAndWhy) {
  try {
    AFFEKT_CHECK(1 + 1 == 3, "sums are kept");
    FAIL();
  } catch (const Error&) {
    FAIL() << "a bug is no fault of the user";
  } catch (const std::logic_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("error_test.cpp:"));
    EXPECT_THAT(error.what(), testing::HasSubstr("1 + 1 == 3: sums are kept"));
  }
}

}  // namespace
}  // namespace affekt
