#include "core/files/regular_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "core/digest.h"
#include "core/error.h"
#include "core/files/atomic_file.h"
#include "tests/core/temporary_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

TEST(RegularFile, FilesLinksToThemAndWhatIsNotThereAreFine) {
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "x";
  fs::create_symlink(folder / "file", folder / "link");
  EXPECT_EQ(why_not_regular_file(folder / "file"), "");
  EXPECT_EQ(why_not_regular_file(folder / "link"), "");
  EXPECT_EQ(why_not_regular_file(folder / "missing"), "");
}

TEST(RegularFile, OthersAreNamed) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  fs::create_symlink(folder / "fifo", folder / "link");
  EXPECT_EQ(why_not_regular_file(folder / "fifo"), "a regular file expected, a FIFO (named pipe) got");
  EXPECT_EQ(why_not_regular_file(folder / "link"), "a regular file expected, a FIFO (named pipe) got");
  EXPECT_EQ(why_not_regular_file(folder.path()), "a regular file expected, a folder got");
  EXPECT_EQ(why_not_regular_file("/dev/zero"), "a regular file expected, a device got");
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (folder / "socket").c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(why_not_regular_file(folder / "socket"), "a regular file expected, a socket got");
  ::close(descriptor);
}

TEST(RegularFile, NamesOfTheSystemsAreNotWrittenWhereverTheyLead) {
  const TemporaryFolder folder;
  std::ofstream file(folder / "file");
  fs::create_symlink("/dev", folder / "devices");
  const int descriptor = ::open((folder / "file").c_str(), O_RDONLY);
  const std::string own = "/proc/self/fd/" + std::to_string(descriptor);
  fs::create_symlink(own, folder / "link");
  for (const fs::path& path :
       {fs::path(own), folder / "link", fs::path("/dev/fd/") / std::to_string(descriptor),
        folder / "devices" / "new", fs::path("/proc/new")}) {
    EXPECT_EQ(why_not_regular_file(path), "") << path;
    EXPECT_EQ(why_not_file_to_write(path),
              "a regular file expected, a name of the system's in /dev or /proc got")
        << path;
  }
  ::close(descriptor);
  EXPECT_EQ(why_not_file_to_write(folder / "file"), "");
  EXPECT_EQ(why_not_file_to_write(folder / "new"), "");
  EXPECT_EQ(why_not_file_to_write("/dev/shm/new"), "");
  EXPECT_EQ(why_not_file_to_write("new"), "");
  EXPECT_EQ(why_not_file_to_write("/new"), "");
}

/// Without the question first, opening would wait for a writer for ever.
TEST(RegularFile, NoReaderWaitsForAFifo) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  EXPECT_THROW(read_text_file(folder / "fifo"), ArtifactError);
  EXPECT_THROW(sha256_of_file(folder / "fifo"), DataError);
}

}  // namespace
}  // namespace affekt
