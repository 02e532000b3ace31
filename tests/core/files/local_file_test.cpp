#include "core/files/local_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Latin-1's "gr\xF6sser" is no UTF-8.
TEST(LocalFile, GivesEveryPathBackAndIsJson) {
  const TemporaryFolder folder;
  for (const std::string path :
       {"/data/x.h5", "/gr\xF6sser/x.h5", "/gr\xC3\xB6sser/x.h5", "/gr\\xF6sser/x.h5"}) {
    write_prepared_path(folder.path(), path);
    EXPECT_EQ(read_prepared_path(folder.path()), path);
    EXPECT_TRUE(nlohmann::json::accept(read_text_file(folder / "local.json"))) << path;
  }
}

TEST(LocalFile, AMissingOneSaysNothingAndADamagedOneIsNamed) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_prepared_path(folder.path()), "");
  for (const char* text : {"", "{\"prepared_path\": \"/da", "[]", "{}", "{\"prepared_path\": 3}"}) {
    write_text_atomically(folder / "local.json", text);
    try {
      read_prepared_path(folder.path());
      ADD_FAILURE() << "not refused: " << text;
    } catch (const ArtifactError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("local.json: damaged"), HasSubstr("--data FILE.h5")));
    }
  }
}

}  // namespace
}  // namespace affekt
