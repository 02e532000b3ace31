#include "ingest/sources/emotic/mat_file.h"

#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "core/error.h"
#include "core/files/mapped_file.h"
#include "core/text/text.h"
#include "ingest/sources/emotic/mat_elements.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostBytes = size_t{1} << 30;  // EMOTIC's file is about 100 MB inflated

[[noreturn]] void refuse_mat(const fs::path& path, const std::string& why) {
  throw DataError(path.string() + ": " + why);
}

bool has_at(std::string_view bytes, size_t at, std::string_view word) {
  return bytes.size() >= at + word.size() && bytes.substr(at, word.size()) == word;
}

/// @return  whether its numbers are little-endian
bool check_header(const fs::path& path, std::string_view bytes) {
  constexpr std::string_view kHdf5("\x89HDF\r\n\x1a\n", 8);
  if (has_at(bytes, 0, "MATLAB 7.3") || has_at(bytes, 0, kHdf5) || has_at(bytes, 512, kHdf5)) {
    refuse_mat(path,
               "a MATLAB file of version 7.3 (HDF5); version 5 expected. Convert it in MATLAB or Octave: "
               "load('Annotations.mat'); save('-v7', 'Annotations.mat', 'train', 'val', 'test')");
  }
  const bool is_little = has_at(bytes, 124, {"\0\1IM", 4});  // the version, and the order of bytes
  if (bytes.size() < kMatHeaderBytes || (!is_little && !has_at(bytes, 124, {"\1\0MI", 4}))) {
    refuse_mat(path, fmt::format("a MATLAB file of version 5 expected (save -v7), this is none ({} bytes)",
                                 bytes.size()));
  }
  return is_little;
}

/// A file in memory, which matio can open by name.
class MemoryFile {
 public:
  explicit MemoryFile(const fs::path& path) : path_(path), descriptor_(::memfd_create("mat", MFD_CLOEXEC)) {
    if (descriptor_ < 0) refuse_mat(path, std::string("no memory for it: ") + std::strerror(errno));
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  void append(const void* data, size_t num_bytes) {
    if (size_ + num_bytes > kMostBytes) refuse_mat(path_, "more than 1 GiB when it is inflated");
    size_ += num_bytes;
    for (const auto* bytes = static_cast<const char*>(data); num_bytes > 0;) {
      const ssize_t written = ::write(descriptor_, bytes, num_bytes);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) refuse_mat(path_, std::string("no memory for it: ") + std::strerror(errno));
      bytes += written;
      num_bytes -= static_cast<size_t>(written);
    }
  }
  std::string name() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  fs::path path_;
  int descriptor_;
  size_t size_ = 0;
};

void inflate_into(const fs::path& path, std::string_view element, MemoryFile& file) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) refuse_mat(path, "zlib can't be started");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(element.data()));
  stream.avail_in = static_cast<uInt>(element.size());
  std::vector<char> block(size_t{1} << 18);
  for (int status = Z_OK; status != Z_STREAM_END;) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    status = inflate(&stream, Z_NO_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END)
      refuse_mat(path, "damaged or truncated MATLAB file: a variable can't be inflated");
    file.append(block.data(), block.size() - stream.avail_out);
  }
}

/// The same file without compression. matio keeps a window of 40 KB for each array inside a compressed
/// variable, which would be gigabytes for EMOTIC's; and what is cut off is found here. matio trusts what the
/// elements declare (1.5.23: it crashes, or allocates without end), so they are checked before it sees them.
void inflate_mat_file(const fs::path& path, std::string_view bytes, MemoryFile& file) {
  constexpr uint32_t kCompressed = 15, kMatrix = 14;
  const bool is_little = check_header(path, bytes);
  const auto number_at = [&](size_t at) { return mat_number_at(bytes, at, is_little); };
  std::string header(bytes.substr(0, kMatHeaderBytes));
  std::fill_n(header.begin() + 116, 8, '\0');  // the place of data of classes, which moves
  file.append(header.data(), header.size());
  for (size_t at = kMatHeaderBytes; at < bytes.size();) {
    const size_t left = bytes.size() - at;
    const size_t size = left < kMatTagBytes ? 0 : number_at(at + 4);
    const uint32_t type = left < kMatTagBytes ? 0 : number_at(at);
    if (left < kMatTagBytes || size > left - kMatTagBytes)
      refuse_mat(path, fmt::format("truncated MATLAB file: {} bytes, and its last variable needs {}",
                                   bytes.size(), at + kMatTagBytes + size));
    if (type != kCompressed && type != kMatrix)
      refuse_mat(path, fmt::format("damaged MATLAB file: no variable at byte {}", at));
    if (type == kCompressed) {
      inflate_into(path, bytes.substr(at + kMatTagBytes, size), file);
    } else {
      file.append(bytes.data() + at, kMatTagBytes + size);
    }
    at += kMatTagBytes + size;
  }
  const MappedFile inflated(file.name());
  check_mat_elements(path, inflated.text(), is_little);
}

template <class T>
std::vector<double> numbers_as(const matvar_t* value, size_t count) {
  const auto* numbers = static_cast<const T*>(value->data);
  return {numbers, numbers + count};
}

const char* class_name_of(const matvar_t* value) {
  switch (value->class_type) {
    case MAT_C_STRUCT:
      return "struct";
    case MAT_C_CELL:
      return "cell";
    case MAT_C_CHAR:
      return "char";
    case MAT_C_DOUBLE:
      return "double";
    case MAT_C_SINGLE:
      return "single";
    default:
      return "other";
  }
}

[[noreturn]] void throw_mat_fault(const std::string& expected, const matvar_t* value) {
  throw MatFault(expected + " expected, " + describe(value) + " got");
}

void append_utf8(uint32_t code, std::string& text) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | code >> 6);
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | code >> 12);
    text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

}  // namespace

MatFile::MatFile(const fs::path& path) : path_(path) {
  std::optional<MemoryFile> plain;
  {
    const MappedFile mapped(path);
    plain.emplace(path);
    inflate_mat_file(path, mapped.text(), *plain);
  }
  file_ = Mat_Open(plain->name().c_str(), MAT_ACC_RDONLY);  // keeps it open
  if (file_ == nullptr) refuse_mat(path, "damaged MATLAB file");
  size_t count = 0;
  char* const* names = Mat_GetDir(file_, &count);
  for (size_t i = 0; names != nullptr && i < count; ++i)
    if (names[i] != nullptr) names_.emplace_back(names[i]);
}

MatFile::~MatFile() {
  if (file_ != nullptr) Mat_Close(file_);
}

MatVariable MatFile::read(const std::string& name) const {
  if (std::find(names_.begin(), names_.end(), name) == names_.end()) return nullptr;
  MatVariable variable(Mat_VarRead(file_, name.c_str()));
  if (variable == nullptr)
    refuse_mat(path_, "damaged MATLAB file: the variable '" + name + "' can't be read");
  return variable;
}

std::string describe(const matvar_t* value) {
  if (value == nullptr || value->dims == nullptr) return "nothing";
  std::string shape;
  for (int i = 0; i < value->rank; ++i) shape += (i == 0 ? "" : "x") + std::to_string(value->dims[i]);
  std::string text = fmt::format("a {} array {}", class_name_of(value), shape);
  if (value->class_type != MAT_C_STRUCT) return text;
  const unsigned num_fields = Mat_VarGetNumberOfFields(const_cast<matvar_t*>(value));
  char* const* fields = Mat_VarGetStructFieldnames(value);
  for (unsigned i = 0; i < num_fields; ++i)
    text += (i == 0 ? " with the fields " : ", ") + std::string(fields[i]);
  return shorten_text(to_valid_utf8(text), 300);
}

size_t count_elements(const matvar_t* value) {
  if (value == nullptr || value->dims == nullptr || value->data == nullptr) return 0;
  size_t count = 1;
  for (int i = 0; i < value->rank; ++i) count *= value->dims[i];
  return count;
}

bool has_mat_field(const matvar_t* value, const std::string& name) {
  if (value == nullptr || value->class_type != MAT_C_STRUCT) return false;
  const unsigned num_fields = Mat_VarGetNumberOfFields(const_cast<matvar_t*>(value));
  char* const* fields = Mat_VarGetStructFieldnames(value);
  return std::find(fields, fields + num_fields, name) != fields + num_fields;
}

const matvar_t* mat_field(const matvar_t* value, const std::string& name, size_t index) {
  if (!has_mat_field(value, name) || index >= count_elements(value))
    throw_mat_fault("a struct with the field '" + name + "'", value);
  return Mat_VarGetStructFieldByName(const_cast<matvar_t*>(value), name.c_str(), index);
}

const matvar_t* mat_cell(const matvar_t* value, size_t index) {
  if (value == nullptr || value->class_type != MAT_C_CELL || index >= count_elements(value))
    throw_mat_fault("a cell array", value);
  return static_cast<matvar_t* const*>(value->data)[index];
}

std::string mat_text(const matvar_t* value) {
  const size_t count = count_elements(value);
  if (count == 0) return "";
  if (value->class_type != MAT_C_CHAR) throw_mat_fault("a text", value);
  if (value->data_size == 1) return {static_cast<const char*>(value->data), value->nbytes};
  if (value->data_size != 2) throw_mat_fault("a text of UTF-8 or UTF-16", value);
  std::string text;
  const auto* codes = static_cast<const uint16_t*>(value->data);
  for (size_t i = 0; i < count; ++i) append_utf8(codes[i], text);
  return text;
}

std::vector<double> mat_numbers(const matvar_t* value) {
  const size_t count = count_elements(value);
  if (count == 0) return {};
  if (value->isComplex == 0) {
    switch (value->class_type) {
      case MAT_C_DOUBLE:
        return numbers_as<double>(value, count);
      case MAT_C_SINGLE:
        return numbers_as<float>(value, count);
      case MAT_C_INT8:
        return numbers_as<int8_t>(value, count);
      case MAT_C_UINT8:
        return numbers_as<uint8_t>(value, count);
      case MAT_C_INT16:
        return numbers_as<int16_t>(value, count);
      case MAT_C_UINT16:
        return numbers_as<uint16_t>(value, count);
      case MAT_C_INT32:
        return numbers_as<int32_t>(value, count);
      case MAT_C_UINT32:
        return numbers_as<uint32_t>(value, count);
      default:
        break;
    }
  }
  throw_mat_fault("an array of real numbers", value);
}

}  // namespace affekt
