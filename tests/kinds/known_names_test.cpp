// The config refuses names that it doesn't know: it must know all that the tables have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/key_use.h"
#include "ingest/sources/source_table.h"
#include "models/model_table.h"

namespace affekt {
namespace {

TEST(KnownNames, OfTheConfigAreThoseOfTheTables) {
  EXPECT_THAT(known_data_sets(), testing::UnorderedElementsAreArray(source_names()));
  for (const std::string& name : model_names()) EXPECT_THAT(known_models(), testing::Contains(name));
}

}  // namespace
}  // namespace affekt
