// The program starts at once because LibTorch and OpenCV are in a library that only the commands load.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/app/affekt_process.h"

namespace affekt::testing_app {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string output_of(const std::string& command) {
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  std::string text;
  char buffer[4096];
  while (const size_t count = std::fread(buffer, 1, sizeof buffer, pipe)) text.append(buffer, count);
  return pclose(pipe) == 0 ? text : "";
}

// What makes the start slow is loading these libraries; how long it takes is no matter for a test.
TEST(StartUp, TheProgramIsNotLinkedWithTheHeavyLibraries) {
  // The loader lists what it would load, without starting the program.
  const auto loaded = run_affekt({}, {{}, {"LD_TRACE_LOADED_OBJECTS=1"}}).out;
  EXPECT_THAT(loaded, HasSubstr("libyaml-cpp"));
  for (const char* heavy : {"libtorch", "libc10", "libopencv", "libhdf5", "libonnx", "libprotobuf"}) {
    EXPECT_THAT(loaded, Not(HasSubstr(heavy)));
  }
}

TEST(StartUp, EachLibraryShowsOneSymbol) {
  for (const auto& [library, entry] :
       {std::pair{AFFEKT_ENGINE, "engine"}, std::pair{AFFEKT_PLAYER, "player"}}) {
    const std::string symbols = output_of("nm -D --defined-only " + std::string(library));
    EXPECT_EQ(std::count(symbols.begin(), symbols.end(), '\n'), 1) << symbols;
    EXPECT_THAT(symbols, HasSubstr(" T affekt_" + std::string(entry) + "_main\n"));
  }
}

TEST(StartUp, ThePlayerDoesWithoutLibTorch) {
  const std::string needed = output_of("ldd " AFFEKT_PLAYER);
  EXPECT_THAT(needed, HasSubstr("libopencv_core"));
  for (const char* heavy : {"libtorch", "libc10"}) EXPECT_THAT(needed, Not(HasSubstr(heavy)));
}

TEST(StartUp, AMissingEngineIsAnArtifactError) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "bin");
  std::filesystem::copy_file(AFFEKT_PROGRAM, folder / "bin/affekt");
  const std::string told = output_of((folder / "bin/affekt").string() + " export nothing 2>&1; echo code $?");
  EXPECT_THAT(told, HasSubstr("affekt: error: can't load affekt's own library: "));
  EXPECT_THAT(told, HasSubstr((folder / "lib/affekt/libaffekt_engine.so").string()));
  EXPECT_THAT(told, HasSubstr("code 4\n"));
}

TEST(StartUp, AnEngineOfSomethingElseIsRefused) {
  const TemporaryFolder folder;
  for (const char* name : {"bin", "lib/affekt"}) std::filesystem::create_directories(folder / name);
  std::filesystem::copy_file(AFFEKT_PROGRAM, folder / "bin/affekt");
  write_file(folder / "lib/affekt/libaffekt_engine.so", "not a library");
  const std::string told = output_of((folder / "bin/affekt").string() + " export nothing 2>&1; echo code $?");
  EXPECT_THAT(told, HasSubstr("can't load affekt's own library"));
  EXPECT_THAT(told, HasSubstr("code 4\n"));
}

}  // namespace
}  // namespace affekt::testing_app
