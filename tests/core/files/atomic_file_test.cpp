#include "core/files/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iostream>
#include <thread>
#include <vector>

#include "core/error.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST(AtomicFile, HoldsWhatWasWritten) {
  const TemporaryFolder folder;
  const std::string blob("a\0b\r\n", 5);
  write_text_atomically(folder / "file", blob);
  EXPECT_EQ(read_text_file(folder / "file"), blob);
  EXPECT_EQ(folder.count_files(), 1u);
}

TEST(AtomicFile, ReplacesAnOlderAndLongerFile) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "file", std::string(100000, 'x'));
  write_text_atomically(folder / "file", "");
  EXPECT_EQ(read_text_file(folder / "file"), "");
  EXPECT_EQ(folder.count_files(), 1u);
}

TEST(AtomicFile, ShowsTheOldFileUntilTheNewOneIsWhole) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "file", "old");
  write_file_atomically(folder / "file", [&](const fs::path& temporary) {
    EXPECT_EQ(temporary.parent_path(), folder.path());  // else rename() would copy or fail
    std::ofstream(temporary) << "new, whole";
    EXPECT_EQ(read_text_file(folder / "file"), "old");
  });
  EXPECT_EQ(read_text_file(folder / "file"), "new, whole");
  EXPECT_EQ(folder.count_files(), 1u);
}

TEST(AtomicFile, KeepsTheOldFileAndNoTemporaryWhenTheWriterThrows) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "file", "old");
  const auto write = [&](const fs::path& temporary) {
    std::ofstream(temporary) << "half";
    throw DataError("the writer's own error");
  };
  try {
    write_file_atomically(folder / "file", write);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(), "the writer's own error");
  }
  EXPECT_EQ(read_text_file(folder / "file"), "old");
  EXPECT_EQ(folder.count_files(), 1u);
}

TEST(AtomicFile, AWriterThatMakesNoFileIsABug) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "file", "old");
  EXPECT_THROW(write_file_atomically(folder / "file", [](const fs::path&) {}), std::logic_error);
  EXPECT_EQ(read_text_file(folder / "file"), "old");
}

TEST(AtomicFile, NamesTheFileWhoseFolderIsMissing) {
  const TemporaryFolder folder;
  const fs::path path = folder / "missing" / "file";
  try {
    write_text_atomically(path, "x");
    FAIL();
  } catch (const ArtifactError& error) {
    EXPECT_EQ(error.what(), path.string() + ": cannot write: No such file or directory");
    EXPECT_EQ(error.code(), ExitCode::kArtifact);
  }
}

TEST(AtomicFile, DoesNotReplaceAFolder) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "taken");
  EXPECT_THROW(write_text_atomically(folder / "taken", "x"), ArtifactError);
  EXPECT_TRUE(fs::is_directory(folder / "taken"));
  EXPECT_EQ(folder.count_files(), 1u);
}

TEST(AtomicFile, DoesNotReplaceAPipeOrADevice) {
  const TemporaryFolder folder;
  const fs::path pipe = folder / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THROW(write_text_atomically(pipe, "x"), ArtifactError);
  EXPECT_TRUE(fs::is_fifo(pipe));
  EXPECT_THROW(write_text_atomically("/dev/null", "x"), ArtifactError);
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(AtomicFile, ALinkStaysAndWhatItLeadsToIsWritten) {
  const TemporaryFolder folder, other;
  write_text_atomically(other / "file", "old");
  fs::create_symlink(other / "file", folder / "link");
  fs::create_symlink("link", folder / "link to it");
  write_file_atomically(folder / "link to it", [&](const fs::path& temporary) {
    EXPECT_EQ(temporary.parent_path(), other.path());
    std::ofstream(temporary) << "new";
  });
  EXPECT_EQ(read_text_file(other / "file"), "new");
  fs::remove(other / "file");
  write_text_atomically(folder / "link", "anew");  // which leads nowhere yet
  EXPECT_EQ(read_text_file(other / "file"), "anew");
  EXPECT_TRUE(fs::is_symlink(folder / "link") && fs::is_symlink(folder / "link to it"));
  fs::create_symlink("circle", folder / "circle");
  EXPECT_THROW(write_text_atomically(folder / "circle", ""), ArtifactError);
  EXPECT_TRUE(fs::is_symlink(folder / "circle"));
}

TEST(AtomicFile, WritesIntoTheCurrentFolderByABareName) {
  const TemporaryFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  write_text_atomically("file", "x");
  fs::current_path(before);
  EXPECT_EQ(read_text_file(folder / "file"), "x");
}

TEST(AtomicFile, ManyWritersLeaveOneWholeFile) {
  const TemporaryFolder folder;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        write_text_atomically(folder / "file", std::string(5000, static_cast<char>('a' + t)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string text = read_text_file(folder / "file");
  EXPECT_EQ(text, std::string(5000, text.at(0)));
  EXPECT_EQ(folder.count_files(), 1u);
}

/// Runs `body` in a child process and gives what it returns. Limits and mounts there don't touch other tests.
int run_in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// 0 if `write` threw an ArtifactError whose message fits; explains on stderr otherwise.
int expect_artifact_error(const std::function<void()>& write, const testing::Matcher<std::string>& matcher) {
  try {
    write();
    std::cerr << "nothing was thrown\n";
    return 1;
  } catch (const ArtifactError& error) {
    if (matcher.Matches(error.what())) return 0;
    std::cerr << "got: " << error.what() << "\n";
    return 2;
  }
}

// The size limit makes write() fail in the middle of the file as a full disk does, and needs no rights.
TEST(AtomicFile, KeepsTheOldFileWhenTheSystemTakesOnlyAPart) {
  const TemporaryFolder folder;
  write_text_atomically(folder / "file", "old");
  const int result = run_in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{10000, 10000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 99;
    return expect_artifact_error(
        [&] { write_text_atomically(folder / "file", std::string(100000, 'x')); },
        AllOf(StartsWith((folder / "file").string() + ": cannot write: "), EndsWith("File too large")));
  });
  EXPECT_EQ(result, 0);
  EXPECT_EQ(read_text_file(folder / "file"), "old");
  EXPECT_EQ(folder.count_files(), 1u);
}

TEST(AtomicFile, KeepsTheOldFileOnAFullDisk) {
  const TemporaryFolder folder;
  if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "needs the right to mount a small tmpfs";
  }
  write_text_atomically(folder / "file", "old");
  const int result =
      expect_artifact_error([&] { write_text_atomically(folder / "file", std::string(1 << 20, 'x')); },
                            HasSubstr("file: cannot write: No space left on device"));
  const std::string kept = read_text_file(folder / "file");
  const size_t num_files = folder.count_files();
  ::umount(folder.path().c_str());
  EXPECT_EQ(result, 0);
  EXPECT_EQ(kept, "old");
  EXPECT_EQ(num_files, 1u);
}

TEST(ReadTextFile, NamesTheFileAndTheReason) {
  const TemporaryFolder folder;
  try {
    read_text_file(folder / "missing");
    FAIL();
  } catch (const ArtifactError& error) {
    EXPECT_EQ(error.what(), (folder / "missing").string() + ": cannot read: No such file or directory");
  }
  EXPECT_THROW(read_text_file(folder.path()), ArtifactError);
}

}  // namespace
}  // namespace affekt
