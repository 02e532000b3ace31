#include "ingest/sources/emotic/mat_elements.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "core/text/text.h"

namespace affekt {
namespace {

namespace mat {  // types of data elements, classes of arrays, limits

constexpr uint32_t kInt8 = 1, kUint8 = 2, kInt16 = 3, kUint16 = 4, kInt32 = 5, kUint32 = 6, kSingle = 7,
                   kDouble = 9, kInt64 = 12, kUint64 = 13, kMatrix = 14, kUtf8 = 16, kUtf16 = 17;
constexpr uint32_t kCellClass = 1, kStructClass = 2, kCharClass = 4, kDoubleClass = 6, kUint64Class = 15;
constexpr uint32_t kComplexFlag = 0x800;
constexpr int kDeepest = 16;  // EMOTIC's file has 5 levels
constexpr size_t kMostDimensions = 32, kLongestName = 63;

}  // namespace mat

/// Bytes of one value; 0: no type of a text, or of numbers.
size_t size_of_value(uint32_t type, bool is_text) {
  switch (type) {
    case mat::kInt8:
    case mat::kUint8:
      return 1;
    case mat::kUint16:
      return 2;
    case mat::kUtf8:
      return is_text ? 1 : 0;
    case mat::kUtf16:
      return is_text ? 2 : 0;
    case mat::kInt16:
      return is_text ? 0 : 2;
    case mat::kInt32:
    case mat::kUint32:
    case mat::kSingle:
      return is_text ? 0 : 4;
    case mat::kDouble:
    case mat::kInt64:
    case mat::kUint64:
      return is_text ? 0 : 8;
    default:
      return 0;
  }
}

/// Walks through all variables.
class ElementWalk {
 public:
  ElementWalk(const std::filesystem::path& path, std::string_view bytes, bool is_little)
      : path_(path), bytes_(bytes), is_little_(is_little) {}

  void check_variables() {
    for (at_ = kMatHeaderBytes; at_ < bytes_.size();) {
      variable_.clear();
      check_matrix(bytes_.size(), 0);
    }
  }

 private:
  /// A data element: where its bytes are.
  struct Data {
    uint32_t type;
    size_t begin, size;
  };

  [[noreturn]] void refuse(const std::string& why) const {
    const std::string variable = variable_.empty() ? "" : "variable '" + to_valid_utf8(variable_) + "': ";
    throw DataError(fmt::format("{}: damaged MATLAB file: {}at byte {} (inflated): {}", path_.string(),
                                variable, at_, why));
  }
  uint32_t number_at(size_t at) const { return mat_number_at(bytes_, at, is_little_); }

  void need(size_t num_bytes, size_t end, const char* what) const {
    if (num_bytes > end - at_)
      refuse(fmt::format("{} of {} bytes expected, {} bytes are left", what, num_bytes, end - at_));
  }

  /// Reads the tag, and stands behind the element and its padding then.
  Data read_data(size_t end, const char* what) {
    need(kMatTagBytes, end, what);
    const uint32_t type = number_at(at_), small = type >> 16;
    if (small > 4) refuse(fmt::format("{} of at most 4 bytes in its tag expected, {} got", what, small));
    if (small > 0) {
      at_ += kMatTagBytes;
      return {type & 0xFFFF, at_ - 4, small};
    }
    const size_t size = number_at(at_ + 4);
    need(kMatTagBytes + size, end, what);
    const size_t begin = at_ + kMatTagBytes;
    at_ = std::min(end, begin + (size + 7) / 8 * 8);
    return {type, begin, size};
  }
  /// The same of an element that has this type, and isn't packed into its tag.
  Data read_plain(uint32_t type, size_t end, const char* what) {
    if (end - at_ >= kMatTagBytes && number_at(at_) != type)
      refuse(fmt::format("{} of type {} expected, type {} got", what, type, number_at(at_)));
    return read_data(end, what);
  }

  void check_matrix(size_t end, int depth) {
    if (depth > mat::kDeepest)
      refuse(fmt::format("arrays in arrays, at most {} deep, expected", mat::kDeepest));
    const Data matrix = read_plain(mat::kMatrix, end, "an array");
    at_ = matrix.begin;
    if (matrix.size == 0 && depth > 0) return;  // an empty value
    check_content(matrix.begin + matrix.size, depth);
    if (at_ != matrix.begin + matrix.size)
      refuse(
          fmt::format("the end of the array expected, {} more bytes got", matrix.begin + matrix.size - at_));
  }

  void check_content(size_t end, int depth) {
    const Data flags = read_plain(mat::kUint32, end, "array flags");
    if (flags.size != 8) refuse(fmt::format("array flags of 8 bytes expected, {} got", flags.size));
    const uint32_t word = number_at(flags.begin), array_class = word & 0xFF;
    const size_t count = read_dimensions(end);
    read_name(end, depth);
    if (array_class == mat::kStructClass) {
      const size_t num_fields = read_fields(end);
      check_elements(count, num_fields, end, depth, fmt::format("struct array with {} fields", num_fields));
    } else if (array_class == mat::kCellClass) {
      check_elements(count, 1, end, depth, "cell array");
    } else if (array_class == mat::kCharClass ||
               (array_class >= mat::kDoubleClass && array_class <= mat::kUint64Class)) {
      check_values(count, array_class == mat::kCharClass, end);
      if ((word & mat::kComplexFlag) != 0) check_values(count, array_class == mat::kCharClass, end);
    } else {
      refuse(fmt::format("a struct, a cell array, a text or numbers expected, an array of class {} got",
                         array_class));
    }
  }

  /// @return  their product
  size_t read_dimensions(size_t end) {
    const Data data = read_plain(mat::kInt32, end, "dimensions");
    const size_t rank = data.size / 4;
    if (data.size % 4 != 0 || rank < 2 || rank > mat::kMostDimensions)
      refuse(fmt::format("2 to {} dimensions of 4 bytes expected, {} bytes got", mat::kMostDimensions,
                         data.size));
    shape_.clear();
    size_t count = 1;
    for (size_t i = 0; i < rank; ++i) shape_.push_back(number_at(data.begin + 4 * i));
    // Whatever another dimension of 0 makes of it: what is larger than the file is damaged.
    for (const size_t length : shape_)
      if (length > bytes_.size()) refuse(fmt::format("dimensions {} in {} bytes", shape(), bytes_.size()));
    for (const size_t length : shape_)
      if (__builtin_mul_overflow(count, length, &count)) refuse("dimensions too large: " + shape());
    return count;
  }
  std::string shape() const { return fmt::format("{}", fmt::join(shape_, "x")); }

  /// Variables have a name, their elements have none.
  void read_name(size_t end, int depth) {
    const Data name = read_data(end, "a name");
    if (name.type != mat::kInt8 || (depth == 0) != (name.size > 0) || name.size > mat::kLongestName)
      refuse(
          fmt::format("{} expected, type {} with {} bytes got",
                      depth == 0 ? fmt::format("a name of 1..{} bytes", mat::kLongestName) : "an empty name",
                      name.type, name.size));
    if (depth == 0) variable_ = bytes_.substr(name.begin, name.size);
  }

  size_t read_fields(size_t end) {
    need(kMatTagBytes, end, "the length of field names");
    const size_t length = number_at(at_ + 4);
    if (number_at(at_) != (4u << 16 | mat::kInt32) || length < 1 || length > mat::kLongestName + 1)
      refuse(fmt::format("field names of 1..{} bytes expected, {} got", mat::kLongestName + 1, length));
    at_ += kMatTagBytes;
    const Data names = read_plain(mat::kInt8, end, "field names");
    if (names.size % length != 0)
      refuse(fmt::format("field names of {} bytes each expected, {} bytes got", length, names.size));
    for (size_t i = length; i <= names.size; i += length)
      if (bytes_[names.begin + i - 1] != '\0') refuse("a field name that ends expected");
    return names.size / length;
  }

  void check_elements(size_t count, size_t num_fields, size_t end, int depth, const std::string& what) {
    size_t num_elements = 0;
    if (__builtin_mul_overflow(count, num_fields, &num_elements) || num_elements > (end - at_) / kMatTagBytes)
      refuse(fmt::format("a {} {}: {} bytes at least for each element expected, {} bytes are left", shape(),
                         what, num_fields * kMatTagBytes, end - at_));
    for (size_t i = 0; i < num_elements; ++i) check_matrix(end, depth + 1);
  }

  void check_values(size_t count, bool is_text, size_t end) {
    const std::string what = fmt::format("{} {}", shape(), is_text ? "characters" : "numbers");
    const Data data = read_data(end, what.c_str());
    const size_t size = size_of_value(data.type, is_text);
    if (size == 0) refuse(fmt::format("{}: data of type {} got", what, data.type));
    const size_t held = data.size / size;
    // A character of UTF-8 has up to 3 bytes for each that is counted.
    if (data.size % size != 0 || count > held || (held != count && data.type != mat::kUtf8))
      refuse(fmt::format("{} of {} bytes each expected, {} bytes got", what, size, data.size));
  }

  const std::filesystem::path& path_;
  std::string_view bytes_;
  bool is_little_;
  size_t at_ = 0;
  std::string variable_;
  std::vector<size_t> shape_;
};

}  // namespace

uint32_t mat_number_at(std::string_view bytes, size_t at, bool is_little) {
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i)
    number |= uint32_t{static_cast<unsigned char>(bytes[at + i])} << 8 * (is_little ? i : 3 - i);
  return number;
}

void check_mat_elements(const std::filesystem::path& path, std::string_view bytes, bool is_little) {
  ElementWalk(path, bytes, is_little).check_variables();
}

}  // namespace affekt
