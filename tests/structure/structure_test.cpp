// The folders of src/ include each other only as the design's table says; files keep to their size and form.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <iostream>
#include <map>
#include <regex>
#include <set>

#include "tests/structure/include_rules.h"

namespace affekt::structure {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::filesystem::path kSource = std::filesystem::path(AFFEKT_SOURCE_DIR) / "src";

std::string folder_of(const std::filesystem::path& path) {
  return std::filesystem::relative(path, kSource).begin()->string();
}

std::string name_of(const std::filesystem::path& path) {
  return std::filesystem::relative(path, kSource / folder_of(path)).string();
}

TEST(Structure, EveryIncludeIsInTheDesignsTable) {
  int num_files = 0;
  for (const auto& path : list_sources(kSource)) {
    ++num_files;
    for (const auto& fault : find_forbidden_includes(folder_of(path), name_of(path), read_text(path))) {
      ADD_FAILURE() << fault;
    }
  }
  EXPECT_GT(num_files, 50);
}

TEST(Structure, EveryFolderOfSourcesHasARule) {
  for (const auto& entry : std::filesystem::directory_iterator(kSource)) {
    if (!entry.is_directory()) continue;
    EXPECT_EQ(folder_rules().count(entry.path().filename().string()), 1U) << entry.path();
  }
}

TEST(Structure, EveryHeaderIsIncludedOnceAndOpensWithItsJob) {
  for (const auto& path : list_sources(kSource)) {
    if (path.extension() != ".h") continue;
    const std::string text = read_text(path);
    EXPECT_EQ(text.rfind("// ", 0), 0U) << path << ": the first line says what the header is for";
    EXPECT_THAT(text, HasSubstr("\n#pragma once\n")) << path;
  }
}

// Two classes of one name in one namespace make one program with the functions of either.
TEST(Structure, NoTwoHeadersDefineOneName) {
  static const std::regex definition("(?:^|\\n)(?:class|struct|enum class) ([A-Z][A-Za-z0-9]+)[^;{\\n]*\\{");
  std::map<std::string, std::filesystem::path> defined_in;
  for (const auto& path : list_sources(kSource)) {
    if (path.extension() != ".h") continue;
    const std::string text = read_text(path);
    for (std::sregex_iterator found(text.begin(), text.end(), definition), end; found != end; ++found) {
      const auto [place, is_new] = defined_in.emplace((*found)[1], path);
      EXPECT_TRUE(is_new || place->second == path)
          << (*found)[1] << " is defined in " << place->second << " and in " << path;
    }
  }
  EXPECT_GT(defined_in.size(), 100U);
}

// What serves all kinds of model knows none of them, or the next kind would have to change it.
TEST(Structure, WhatServesAllKindsNamesNone) {
  const std::vector<std::string> words = {"song",    "speech", "waveform", "fer2013",
                                          "ravdess", "emotic", "kmeans"};
  for (const char* folder :
       {"app", "runs", "training", "inference", "evaluation/report", "evaluation/figures", "export"}) {
    for (const auto& path : list_sources(kSource / folder)) {
      const std::string name = std::filesystem::relative(path, kSource).string();
      const bool is_of_a_kind =
          name.rfind("export/songs/", 0) == 0 || name.rfind("export/next_song/", 0) == 0 ||
          name.rfind("export/classification/", 0) == 0 || name.rfind("export/graph/play_graph.", 0) == 0 ||
          name.rfind("runs/next_song_model.", 0) == 0 ||
          // These put exported files of several kinds together.
          name.rfind("app/player/", 0) == 0 || name == "app/commands/recommend.cpp" ||
          name == "app/commands/serve.cpp" || name == "app/commands/spotify.cpp" ||
          name == "app/front/declare_players.cpp";
      if (is_of_a_kind) continue;
      std::string code = strip_comments_and_strings(read_text(path));
      for (const Include& include : read_includes(read_text(path))) code += include.target + "\n";
      EXPECT_THAT(find_words(code, words), IsEmpty()) << name;
    }
  }
}

// kind_table.cpp is the one place where a kind is named, beside the kind's own folder.
TEST(Structure, KindsAreNamedInOneTable) {
  for (const auto& path : list_sources(kSource / "kinds")) {
    const std::string name = std::filesystem::relative(path, kSource / "kinds").string();
    if (name.find('/') != std::string::npos || name == "kind_table.cpp") continue;
    EXPECT_THAT(find_words(strip_comments_and_strings(read_text(path)), {"song", "classif", "waveform"}),
                IsEmpty())
        << name;
  }
}

TEST(Structure, NoFolderHoldsMoreThanItsReaderCanOverlook) {
  constexpr int kMost = 30;  // about fifteen pairs
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kSource)) {
    if (!entry.is_directory()) continue;
    int num_files = 0;
    for (const auto& file : std::filesystem::directory_iterator(entry.path()))
      num_files += file.is_regular_file();
    EXPECT_LE(num_files, kMost) << entry.path() << ": move some into a folder of their own";
  }
}

// A file that includes LibTorch, however indirectly, takes 8 to 20 s to compile.
TEST(Structure, LibTorchReachesOnlyTheFoldersThatNeedIt) {
  std::map<std::string, std::vector<Include>> includes;
  for (const auto& path : list_sources(kSource))
    includes[std::filesystem::relative(path, kSource).string()] = read_includes(read_text(path));
  std::map<std::string, bool> reached;
  const std::function<bool(const std::string&)> reaches = [&](const std::string& file) {
    const auto [known, is_new] = reached.emplace(file, false);
    if (!is_new) return known->second;
    bool found = false;
    for (const Include& include : includes[file])
      found = found || (include.quoted ? reaches(include.target) : library_of(include.target) == "torch");
    return reached[file] = found;
  };
  const std::set<std::string> allowed = {"data",   "models", "tasks",  "runs",   "training", "jobs",
                                         "export", "kinds",  "search", "doctor", "app"};
  for (const auto& [file, unused] : includes) {
    if (!reaches(file) || allowed.count(file.substr(0, file.find('/'))) > 0) continue;
    EXPECT_THAT(file, HasSubstr("libtorch_predictor")) << file << " includes LibTorch";
  }
}

TEST(Structure, FilesKeepToOneJob) {
  constexpr int kReported = 300, kRefused = 400;
  for (const auto& path : list_sources(kSource)) {
    const int lines = count_lines(read_text(path));
    if (lines > kReported) std::cout << path.string() << ": " << lines << " lines\n";
    EXPECT_LE(lines, kRefused) << path << ": does this file have one job?";
  }
}

// JSON's own dump() throws for a file name that is no UTF-8.
TEST(Structure, JsonIsWrittenByCoreTextOnly) {
  for (const auto& path : list_sources(kSource)) {
    if (path.parent_path() == kSource / "core/text") continue;
    const std::string text = read_text(path);
    EXPECT_THAT(text, Not(AnyOf(HasSubstr(".dump("), HasSubstr("->dump(")))) << path << ": take to_json_text";
  }
}

TEST(Structure, EveryCommandIsOneFileUnder150Lines) {
  const auto sources = list_sources(kSource / "app" / "commands");
  std::vector<std::string> names;
  for (const auto& path : sources) {
    EXPECT_LT(count_lines(read_text(path)), 150) << path;
    if (path.extension() == ".cpp") names.push_back(path.stem().string());
  }
  EXPECT_THAT(names, ElementsAre("compare", "config", "demo_data", "doctor", "evaluate", "export",
                                 "export_site", "list", "prepare", "recommend", "reproduce", "run", "serve",
                                 "spotify", "sweep", "train", "verify"));
}

// What is linked into the program itself must start fast: it can't include LibTorch's or OpenCV's folders.
TEST(Structure, TheProgramsFrontSeesOnlyCoreAndConfig) {
  for (const auto& path : list_sources(kSource / "app" / "front")) {
    for (const Include& include : read_includes(read_text(path))) {
      if (!include.quoted) continue;
      const std::string room = include.target.substr(0, include.target.find('/'));
      EXPECT_THAT((std::set<std::string>{"app", "core", "config"}), Contains(room))
          << path << ": " << include.target;
    }
  }
}

// The checks of the checker: made-up files with one fault each.

TEST(IncludeRules, AFolderThatTheTableDoesNotNameIsRefused) {
  EXPECT_THAT(
      find_forbidden_includes("evaluation", "report.cpp", "// a\n#include \"training/train_run.h\"\n"),
      ElementsAre("src/evaluation/report.cpp:2: evaluation may not include \"training/train_run.h\""));
  EXPECT_THAT(find_forbidden_includes("core", "log.h", "#include \"config/load_config.h\"\n"),
              ElementsAre(HasSubstr("core may not include \"config/load_config.h\"")));
  EXPECT_THAT(find_forbidden_includes("metrics", "x.h", "#include \"store/prepared_file.h\"\n"),
              ElementsAre(HasSubstr("metrics may not include")));
  EXPECT_THAT(
      find_forbidden_includes("training", "x.cpp", "#include \"evaluation/classification/report.h\"\n"),
      ElementsAre(HasSubstr("training may not include")));
}

TEST(IncludeRules, WhatANamedFolderMayIncludeIsAllowedToo) {
  // evaluation -> tasks -> data -> store -> core
  EXPECT_THAT(find_forbidden_includes("evaluation", "x.cpp",
                                      "#include \"store/prepared_file.h\"\n#include \"core/error.h\"\n"),
              IsEmpty());
  EXPECT_THAT(find_forbidden_includes("runs", "x.cpp", "#include \"kernels/gemm.h\"\n"), IsEmpty());
}

TEST(IncludeRules, LibTorchStaysOutOfTheFoldersWithoutIt) {
  for (const std::string folder :
       {"core", "config", "store", "ingest", "metrics", "kernels", "clustering", "inference"}) {
    for (const std::string header : {"torch/torch.h", "ATen/Parallel.h", "c10/core/Device.h"}) {
      EXPECT_THAT(find_forbidden_includes(folder, "x.cpp", "#include <" + header + ">\n"),
                  ElementsAre(HasSubstr("may not include torch")))
          << folder;
    }
  }
  EXPECT_THAT(find_forbidden_includes("models", "x.cpp", "#include <torch/torch.h>\n"), IsEmpty());
}

TEST(IncludeRules, YamlStaysInConfigAndHdf5InStore) {
  EXPECT_THAT(find_forbidden_includes("config", "x.cpp", "#include <yaml-cpp/yaml.h>\n"), IsEmpty());
  EXPECT_THAT(find_forbidden_includes("data", "x.cpp", "#include <yaml-cpp/yaml.h>\n"),
              ElementsAre(HasSubstr("may not include yaml-cpp")));
  EXPECT_THAT(find_forbidden_includes("ingest", "x.cpp", "#include <hdf5.h>\n"),
              ElementsAre(HasSubstr("may not include hdf5")));
}

TEST(IncludeRules, AnUnknownLibraryOrARelativePathIsRefused) {
  EXPECT_THAT(find_forbidden_includes("core", "x.cpp", "#include <boost/any.hpp>\n"),
              ElementsAre(HasSubstr("doesn't know")));
  EXPECT_THAT(find_forbidden_includes("core", "x.cpp", "#include \"error.h\"\n"),
              ElementsAre(HasSubstr("not written from src/ on")));
  EXPECT_THAT(find_forbidden_includes("core", "x.cpp", "#include \"../config/load_config.h\"\n"),
              ElementsAre(HasSubstr("not written from src/ on")));
}

TEST(IncludeRules, CommentsAndStringsAreStripped) {
  EXPECT_EQ(strip_comments_and_strings("int a; // song\nf(\"song \\\" s\", 'x'); /* song */ b();"),
            "int a; \nf(, );  b();");
  EXPECT_THAT(find_words("read_SongModel", {"song", "face"}), ElementsAre("song"));
  EXPECT_THAT(find_words("engine", {"song", "face"}), IsEmpty());
}

TEST(IncludeRules, IncludesInCommentsDoNotCount) {
  EXPECT_THAT(
      read_includes("// #include <torch/torch.h>\n/* a\n#include <yaml-cpp/yaml.h>\n*/\n  # include <map>\n"),
      ElementsAre(
          testing::AllOf(testing::Field(&Include::line, 5), testing::Field(&Include::target, "map"))));
}

}  // namespace
}  // namespace affekt::structure
