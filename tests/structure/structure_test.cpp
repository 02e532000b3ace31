// The folders of src/ include each other only as the design's table says; files keep to their size and form.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>

#include "tests/structure/include_rules.h"

namespace affekt::structure {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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

TEST(Structure, FilesKeepToOneJob) {
  constexpr int kReported = 300, kRefused = 400;
  for (const auto& path : list_sources(kSource)) {
    const int lines = count_lines(read_text(path));
    if (lines > kReported) std::cout << path.string() << ": " << lines << " lines\n";
    EXPECT_LE(lines, kRefused) << path << ": does this file have one job?";
  }
}

TEST(Structure, EveryCommandIsOneFileUnder150Lines) {
  const auto sources = list_sources(kSource / "app" / "commands");
  std::vector<std::string> names;
  for (const auto& path : sources) {
    EXPECT_LT(count_lines(read_text(path)), 150) << path;
    if (path.extension() == ".cpp") names.push_back(path.stem().string());
  }
  EXPECT_THAT(names,
              ElementsAre("compare", "config", "demo_data", "evaluate", "export", "prepare", "run", "train"));
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
  EXPECT_THAT(find_forbidden_includes("training", "x.cpp", "#include \"evaluation/classification/report.h\"\n"),
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

TEST(IncludeRules, IncludesInCommentsDoNotCount) {
  EXPECT_THAT(
      read_includes("// #include <torch/torch.h>\n/* a\n#include <yaml-cpp/yaml.h>\n*/\n  # include <map>\n"),
      ElementsAre(
          testing::AllOf(testing::Field(&Include::line, 5), testing::Field(&Include::target, "map"))));
}

}  // namespace
}  // namespace affekt::structure
