// The folder of a page without a server: what is in it, and when nothing is written.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "affect/emotion_policy.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "perception/face_finder.h"
#include "server/site/site_packages.h"
#include "tests/server/site/site_models.h"

namespace affekt::testing_server {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// In place of the packages' files of 20 MB stand their names.
class WrittenSite : public ::testing::Test {
 protected:
  WrittenSite() {
    for (const PackageFile& file : package_files()) {
      const fs::path path = packages_ / "node_modules" / file.source;
      fs::create_directories(path.parent_path());
      test::write_bytes(path, file.name.string());
    }
    test::write_bytes(packages_ / "package-lock.json", "{}");
    ::setenv(kSitePackagesVariable, packages_.c_str(), 1);
  }
  ~WrittenSite() override { ::unsetenv(kSitePackagesVariable); }

  std::set<std::string> list_files() const {
    std::set<std::string> names;
    if (!fs::exists(site_)) return names;
    for (const auto& entry : fs::recursive_directory_iterator(site_))
      if (!entry.is_directory()) names.insert(entry.path().lexically_relative(site_).string());
    return names;
  }
  std::string read(const std::string& name) const { return read_text_file(site_ / name); }
  template <class E>
  std::string refusal_of(const SiteSources& sources) const {
    try {
      write_site(site_, sources);
    } catch (const E& error) {
      return error.what();
    }
    return "no error of this kind";
  }

  const SiteModelFiles models_;
  const test::TemporaryFolder folder_;
  const fs::path packages_ = folder_ / "packages", site_ = folder_ / "my site";
};

TEST_F(WrittenSite, HasThePageTheModelsAndTheNumbersOfThePrograms) {
  const SiteSize size = write_site(site_, models_.sources());
  const std::set<std::string> names = list_files();
  EXPECT_EQ(size.num_files, static_cast<int64_t>(names.size()));
  for (const char* name : {"face", "voice"})
    EXPECT_EQ(read(fmt::format("models/{}.onnx", name)),
              read_text_file(models_.path(fmt::format("{}.onnx", name))));
  for (const PackageFile& file : package_files()) EXPECT_EQ(read(file.name), file.name);
  EXPECT_THAT(read("library/face_cascade.xml"), HasSubstr("<cascade"));
  EXPECT_EQ(names.count("openapi.json"), 0U);
  const json site = json::parse(read("site.json"));
  EXPECT_EQ(site["face"]["side_px"], 24);
  EXPECT_EQ(site["face"]["channels"], 3);
  EXPECT_EQ(site["face"]["input"], "pixels");
  EXPECT_EQ(site["face"]["crop"]["side"], 1.03);
  EXPECT_EQ(site["face"]["finder"]["search_px"], FaceFinderOptions{}.search_px);
  EXPECT_EQ(site["voice"]["sample_rate_hz"], 16000);
  EXPECT_EQ(site["voice"]["min_samples"], 4);
  EXPECT_EQ(site["voice"]["window_s"], 3);
  EXPECT_EQ(site["voice"]["places"][0]["name"], "happy");
  EXPECT_GT(site["voice"]["places"][0]["valence"], 0.5);
  const json models = json::parse(read("models.json"));
  EXPECT_EQ(models["models"].size(), 2U);
  EXPECT_EQ(models["models"][0]["file_digest"], site["face"]["file_digest"]);
  EXPECT_EQ(models["library"], nullptr);
  EXPECT_EQ(models["moods"].size(), emotion_coordinates().size());
}

/// Group 1 of each match in any file of the site that is text.
std::vector<std::string> find_all(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it)
    found.push_back((*it)[1]);
  return found;
}

TEST_F(WrittenSite, NamesNothingButItsOwnFilesAndStandsInAnyFolderOfAHost) {
  write_site(site_, models_.sources());
  const std::set<std::string> names = list_files();
  int num_names = 0;
  for (const std::string& file : names) {
    if (file.find('/') != std::string::npos || file == "NOTICES.txt") continue;
    const std::string text = read(file);
    for (const char* pattern : {"(?:src|href)=\"([^#\"]+)\"", "from '\\./([^']+)'",
                                "'([a-z_./-]+\\.(?:js|json))'", "\"((?:models|library)/[^\"]+)\""}) {
      for (const std::string& name : find_all(text, pattern)) {
        ++num_names;
        EXPECT_EQ(names.count(name.substr(name.rfind("./", 0) == 0 ? 2 : 0)), 1U) << file << ": " << name;
      }
    }
    for (const std::string& address : find_all(text, "(https?://[a-z.]+)"))
      EXPECT_EQ(address, "http://www.w") << file;  // a namespace of XML, which nobody asks for
  }
  EXPECT_GT(num_names, 30);
}

TEST_F(WrittenSite, SaysWhatIsTrueOfItAndAllowsNothingFromElsewhere) {
  write_site(site_, models_.sources());
  const std::string page = read("index.html");
  EXPECT_THAT(page, AllOf(HasSubstr("Nothing leaves this browser"), HasSubstr("to an emotion</h1>"),
                          Not(HasSubstr("{{")), Not(HasSubstr("affekt-token"))));
  EXPECT_THAT(page, AllOf(HasSubstr("Content-Security-Policy"), HasSubstr("default-src 'none'"),
                          HasSubstr("connect-src 'self'")));
  const std::string packages = read_text_file(AFFEKT_SOURCE_DIR "/scripts/site_packages/package.json"),
                    notices = read("NOTICES.txt");
  const std::vector<std::string> versions = find_all(packages, "(?:js|web)\": \"([^\"]+)\"");
  EXPECT_EQ(versions.size(), 2U);
  for (const std::string& version : versions) EXPECT_THAT(notices, HasSubstr(version));
}

TEST_F(WrittenSite, OfVoicesAloneHasNothingForFacesAndReplacesOneThatHad) {
  write_site(site_, models_.sources());
  test::write_bytes(site_ / "CNAME", "example.org");
  write_site(site_, {{}, models_.path("voice.onnx")});
  const std::set<std::string> names = list_files();
  for (const char* gone : {"models/face.onnx", "library/opencv.js", "library/face_cascade.xml"})
    EXPECT_EQ(names.count(gone), 0U) << gone;
  for (const char* there : {"models/voice.onnx", "library/ort.wasm.min.js", "CNAME"})
    EXPECT_EQ(names.count(there), 1U) << there;
  EXPECT_FALSE(json::parse(read("site.json")).contains("face"));
}

TEST_F(WrittenSite, NoFolderOfSomethingElseIsTouched) {
  fs::create_directories(site_);
  test::write_bytes(site_ / "index.html", "mine");
  EXPECT_THAT(refusal_of<ConfigError>(models_.sources()),
              AllOf(HasSubstr("my site: expected a new or empty folder"), HasSubstr("nothing was written")));
  test::write_bytes(site_ / "site.json", R"({"mine": 1})");
  EXPECT_THAT(refusal_of<ConfigError>(models_.sources()), HasSubstr("new or empty folder"));
  EXPECT_EQ(list_files(), (std::set<std::string>{"index.html", "site.json"}));
  EXPECT_EQ(read("index.html"), "mine");
}

TEST_F(WrittenSite, WhatAKilledExportLeftDoesNotBlockIt) {
  const fs::path abandoned = site_ / "site.json.1-0.tmp";
  fs::create_directories(abandoned / "library");
  write_site(site_, models_.sources());
  EXPECT_FALSE(fs::exists(abandoned));
  const std::string former = read("site.json");
  fs::create_directories(abandoned);  // killed while files came in: the site's own mark is the last one
  fs::rename(site_ / "site.json", abandoned / "site.json");
  write_site(site_, models_.sources());
  EXPECT_FALSE(fs::exists(abandoned));
  EXPECT_EQ(read("site.json"), former);
}

TEST_F(WrittenSite, WhereNothingCanBeWrittenTheFolderIsNamedAsItWasGiven) {
  try {
    write_site("/sys/site", models_.sources());
    FAIL();
  } catch (const ArtifactError& error) {
    EXPECT_THAT(error.what(), AllOf(testing::StartsWith("/sys/site: this folder can't be made"),
                                    HasSubstr("name another folder")));
  }
}

TEST_F(WrittenSite, WithoutThePackagesItSaysHowToInstallThemAndWritesNothing) {
  fs::remove(packages_ / "node_modules" / package_files()[1].source);
  EXPECT_THAT(refusal_of<ArtifactError>(models_.sources()),
              AllOf(HasSubstr("npm ci --ignore-scripts"), HasSubstr("AFFEKT_SITE_PACKAGES="),
                    HasSubstr("or unset AFFEKT_SITE_PACKAGES")));
  EXPECT_FALSE(fs::exists(site_));
}

TEST_F(WrittenSite, AModelThatCanNotDoTheWorkLeavesTheFormerSiteAsItWas) {
  write_site(site_, models_.sources());
  const std::set<std::string> names = list_files();
  const std::string former = read("site.json");
  const SiteSources given = models_.sources();
  EXPECT_THAT(refusal_of<ArtifactError>({given.voice, {}}), HasSubstr("voice.onnx: it takes sound"));
  EXPECT_THAT(refusal_of<ArtifactError>({{}, given.face}), HasSubstr("face.onnx: it takes images"));
  EXPECT_THAT(refusal_of<ArtifactError>({folder_ / "none", {}}), HasSubstr("none"));
  models_.write("face.onnx", make_weighted_face_model(3, 24), R"(["up","down"])");
  EXPECT_THAT(refusal_of<ArtifactError>(given), AllOf(HasSubstr("face.onnx"), HasSubstr("'up'")));
  EXPECT_THAT(refusal_of<ConfigError>({}), HasSubstr("--face-model"));
  EXPECT_EQ(list_files(), names);
  EXPECT_EQ(read("site.json"), former);
}

}  // namespace
}  // namespace affekt::testing_server
