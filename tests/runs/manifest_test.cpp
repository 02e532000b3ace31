#include "runs/manifest.h"

#include <gtest/gtest.h>
#include <sys/utsname.h>

#include "core/files/atomic_file.h"
#include "core/version.h"
#include "tests/store/test_files.h"

namespace affekt {
namespace {

TEST(Manifest, KeepsSeedAndDataAndWhatTheCallerAdds) {
  const TemporaryFolder folder;
  auto manifest = make_manifest(7, {"ravdess", "d1", "s1"});
  manifest["precision"] = "fp32";
  write_manifest(folder / "manifest.json", manifest);
  const auto json = nlohmann::json::parse(read_text_file(folder / "manifest.json"));
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["precision"], "fp32");
  EXPECT_EQ(json["commit"], git_commit());
  const auto data = read_manifest_data(folder / "manifest.json");
  ASSERT_TRUE(data);
  EXPECT_EQ(data->name, "ravdess");
  EXPECT_EQ(data->digest, "d1");
  EXPECT_EQ(data->source_digest, "s1");
}

TEST(Manifest, DoesNotNameTheHost) {
  const TemporaryFolder folder;
  write_manifest(folder / "manifest.json", make_manifest(7, {"ravdess", "d1", "s1"}));
  utsname system{};
  ASSERT_EQ(uname(&system), 0);
  const auto json = nlohmann::json::parse(read_text_file(folder / "manifest.json"));
  EXPECT_FALSE(json.contains("host"));
  for (const auto& [key, value] : json.items()) EXPECT_NE(value, system.nodename) << key;
}

TEST(Manifest, OneThatNamesNoDataGivesNone) {
  const TemporaryFolder folder;
  EXPECT_FALSE(read_manifest_data(folder / "manifest.json"));
  for (const char* text : {"", "{", "[]", "{\"data\": 3}", "{\"data\": {\"digest\": 3}}"}) {
    write_text_atomically(folder / "manifest.json", text);
    EXPECT_FALSE(read_manifest_data(folder / "manifest.json")) << text;
  }
  write_text_atomically(folder / "manifest.json", "{\"data\": {\"digest\": \"d1\"}}");
  ASSERT_TRUE(read_manifest_data(folder / "manifest.json"));
  EXPECT_EQ(read_manifest_data(folder / "manifest.json")->name, "");
}

}  // namespace
}  // namespace affekt
