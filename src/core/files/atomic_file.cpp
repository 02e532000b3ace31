#include "core/files/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "core/error.h"
#include "core/files/lfs_pointer.h"
#include "core/files/regular_file.h"
#include "core/files/sync_folder.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_system_error(const std::string& what, const fs::path& path, int error_number) {
  throw ArtifactError(path.string() + ": cannot " + what + ": " + std::strerror(error_number));
}

/// An open file descriptor; closing is explicit wherever its error matters.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags, mode_t mode = 0) {
    do {
      fd_ = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    } while (fd_ < 0 && errno == EINTR);
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return fd_ >= 0; }
  int get() const { return fd_; }
  /// @return 0, or the error number
  int close() {
    const int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0 ? 0 : errno;
  }

 private:
  int fd_ = -1;
};

/// Beside the target, so that rename() stays within one file system. Unique among processes and threads.
fs::path make_temporary_path(const fs::path& path) {
  static std::atomic<uint64_t> counter{0};
  fs::path temporary = path;
  temporary += "." + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp";
  return temporary;
}

/// Removes the temporary file unless it was renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
  ~TemporaryFile() {
    std::error_code ignored;
    if (!renamed_) fs::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const fs::path& path() const { return path_; }
  void rename_to(const fs::path& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) throw_system_error("replace", target, errno);
    renamed_ = true;
  }

 private:
  fs::path path_;
  bool renamed_ = false;
};

/// Some file systems report a full disk only here.
void sync_file(const fs::path& temporary, const fs::path& target) {
  Descriptor file(temporary, O_RDWR);
  if (!file.is_open()) throw_system_error("write", target, errno);
  if (::fsync(file.get()) != 0) throw_system_error("write", target, errno);
  if (const int error = file.close()) throw_system_error("write", target, error);
}

void write_all(int fd, std::string_view text, const fs::path& target) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_system_error("write", target, errno);
    text.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace

void write_file_atomically(const fs::path& path,
                           const std::function<void(const fs::path& temporary)>& write) {
  const std::string what = why_not_file_to_write(path);  // a rename would take the place of /dev/null
  if (!what.empty()) throw ArtifactError(path.string() + ": cannot write: " + what);
  const fs::path target = follow_links(path);
  TemporaryFile temporary(make_temporary_path(target));
  write(temporary.path());
  AFFEKT_CHECK(fs::exists(temporary.path()), "the writer of " + path.string() + " made no file");
  sync_file(temporary.path(), path);
  temporary.rename_to(target);
  sync_folder_of(target);
}

void write_text_atomically(const fs::path& path, std::string_view text) {
  write_file_atomically(path, [&](const fs::path& temporary) {
    Descriptor file(temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (!file.is_open()) throw_system_error("write", path, errno);
    write_all(file.get(), text, path);
    if (const int error = file.close()) throw_system_error("write", path, error);
  });
}

std::string read_text_file(const fs::path& path) {
  const auto refuse = [&](const std::string& why) {
    if (!why.empty()) throw ArtifactError(path.string() + ": cannot read: " + why);
  };
  refuse(why_not_regular_file(path));
  const Descriptor file(path, O_RDONLY);
  if (!file.is_open()) throw_system_error("read", path, errno);
  std::string text;
  std::string block(size_t{1} << 16, '\0');
  for (;;) {
    const ssize_t count = ::read(file.get(), block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_system_error("read", path, errno);
    if (count == 0) break;
    text.append(block, 0, static_cast<size_t>(count));
  }
  refuse(explain_lfs_pointer(text));
  return text;
}

}  // namespace affekt
