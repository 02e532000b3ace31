#include "ingest/fer2013_csv.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/progress.h"
#include "core/threads.h"
#include "ingest/fer2013_source.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr size_t kNumPixels = kFer2013Pixels * kFer2013Pixels;

/// A file as read-only memory: fer2013.csv has 287 MB, too much to copy.
class MappedFile {
 public:
  explicit MappedFile(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    if (descriptor < 0 || ::fstat(descriptor, &status) != 0) fail(path, descriptor);
    size_ = static_cast<size_t>(status.st_size);
    if (size_ > 0) {
      data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
      if (data_ == MAP_FAILED) fail(path, descriptor);
    }
    ::close(descriptor);
  }
  ~MappedFile() {
    if (size_ > 0) ::munmap(data_, size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::string_view text() const { return {static_cast<const char*>(data_), size_}; }

 private:
  [[noreturn]] static void fail(const fs::path& path, int descriptor) {
    const std::string reason = std::strerror(errno);
    if (descriptor >= 0) ::close(descriptor);
    throw DataError(path.string() + ": can't be read: " + reason);
  }
  void* data_ = nullptr;
  size_t size_ = 0;
};

/// Without blanks, a carriage return and one pair of quotes around it.
std::string_view trim(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return text;
}

std::vector<std::string_view> split_at(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const size_t end = text.find(separator);
    parts.push_back(trim(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

struct Line {
  int64_t number;  // from 1
  std::string_view text;
};

/// All lines that aren't blank.
std::vector<Line> split_lines(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);  // the byte order mark that Excel writes
  std::vector<Line> lines;
  for (int64_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (!trim(line).empty()) lines.push_back({number, line});
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return lines;
}

struct Columns {
  size_t emotion = 0, pixels = 0, usage = 0, count = 0;
};

Columns read_header(const fs::path& file, const std::vector<Line>& lines) {
  if (lines.empty()) throw DataError(file.string() + ": empty file");
  const std::vector<std::string_view> names = split_at(lines[0].text, ',');
  const auto find = [&](std::string_view name) -> size_t {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<size_t>(found - names.begin());
    throw DataError(file.string() + ":" + std::to_string(lines[0].number) +
                    ": a header with the columns emotion, pixels and Usage expected, '" +
                    std::string(lines[0].text.substr(0, 60)) + "' got");
  };
  return {find("emotion"), find("pixels"), find("Usage"), names.size()};
}

/// @return the fault, or empty
std::string parse_pixels(std::string_view text, uint8_t* pixels) {
  const char* at = text.data();
  const char* const end = at + text.size();
  size_t count = 0;
  for (;;) {
    while (at != end && *at == ' ') ++at;
    if (at == end) break;
    int value = -1;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc() || (next != end && *next != ' ') || value < 0 || value > 255) {
      const std::string_view word(at, static_cast<size_t>(std::find(at, end, ' ') - at));
      return "pixel " + std::to_string(count + 1) + ": a number in 0..255 expected, '" +
             std::string(word.substr(0, 20)) + "' got";
    }
    if (count < kNumPixels) pixels[count] = static_cast<uint8_t>(value);
    ++count;
    at = next;
  }
  if (count == kNumPixels) return "";
  return std::to_string(kNumPixels) + " pixels expected, " + std::to_string(count) + " got";
}

struct Row {
  int32_t label = 0;
  Split split = Split::kTrain;
  std::string fault;
};

Row parse_row(std::string_view line, const Columns& columns, uint8_t* pixels) {
  Row row;
  const std::vector<std::string_view> fields = split_at(line, ',');
  if (fields.size() != columns.count) {
    row.fault = std::to_string(columns.count) + " fields expected, " + std::to_string(fields.size()) + " got";
    return row;
  }
  const std::string_view emotion = fields[columns.emotion], name = fields[columns.usage];
  const auto [end, error] = std::from_chars(emotion.data(), emotion.data() + emotion.size(), row.label);
  if (error != std::errc() || end != emotion.data() + emotion.size() || row.label < 0 ||
      row.label >= static_cast<int32_t>(kFer2013Classes.size())) {
    row.fault = "emotion in 0..6 expected, '" + std::string(emotion.substr(0, 20)) + "' got";
    return row;
  }
  const auto usage = std::find_if(kFer2013Usages.begin(), kFer2013Usages.end(),
                                  [&, wanted = name](const Fer2013Usage& u) { return wanted == u.name; });
  if (usage == kFer2013Usages.end()) {
    row.fault =
        "Usage Training, PublicTest or PrivateTest expected, '" + std::string(name.substr(0, 20)) + "' got";
    return row;
  }
  row.split = usage->split;
  row.fault = parse_pixels(fields[columns.pixels], pixels);
  return row;
}

class Fer2013CsvSource : public Source {
 public:
  explicit Fer2013CsvSource(const fs::path& file) : file_(file), files_({file.filename()}) {}

  std::string layout() const override { return "one CSV file"; }
  std::vector<std::string> class_names() const override {
    return {kFer2013Classes.begin(), kFer2013Classes.end()};
  }
  fs::path root() const override { return file_.parent_path(); }
  const std::vector<fs::path>& files() const override { return files_; }
  const std::vector<fs::path>& ignored() const override { return ignored_; }
  bool has_official_split() const override { return true; }
  std::vector<std::string> groups() const override { return {}; }
  RawSamples read() const override;

 private:
  fs::path file_;
  std::vector<fs::path> files_, ignored_;
};

RawSamples Fer2013CsvSource::read() const {
  const MappedFile mapped(file_);
  const std::vector<Line> lines = split_lines(mapped.text());
  const Columns columns = read_header(file_, lines);
  const size_t count = lines.size() - 1;
  std::vector<BadSample> bad_rows;
  ImageSamples samples;
  samples.height = samples.width = kFer2013Pixels;
  samples.pixels.resize(count * kNumPixels);
  std::vector<Row> rows(count);
  ProgressBar progress("Reading " + file_.filename().string(),
                       std::max<int64_t>(static_cast<int64_t>(count), 1), "images");
  parallel_for(static_cast<int64_t>(count), count_physical_cores(), [&](int64_t i) {
    throw_if_interrupted("preparing the data");
    const auto index = static_cast<size_t>(i);
    rows[index] = parse_row(lines[index + 1].text, columns, samples.pixels.data() + index * kNumPixels);
    progress.advance();
  });
  progress.finish();

  for (size_t i = 0; i < count; ++i) {
    const std::string id = file_.filename().string() + ":" + std::to_string(lines[i + 1].number);
    if (!rows[i].fault.empty()) {
      bad_rows.push_back({id, rows[i].fault});
      continue;
    }
    const auto kept = samples.labels.size();  // rows behind a bad one move up
    if (kept != i) {
      std::copy_n(samples.pixels.data() + i * kNumPixels, kNumPixels,
                  samples.pixels.data() + kept * kNumPixels);
    }
    samples.labels.push_back(rows[i].label);
    samples.splits.push_back(rows[i].split);
    samples.source_ids.push_back(id);
  }
  samples.num_samples = static_cast<int64_t>(samples.labels.size());
  samples.pixels.resize(samples.labels.size() * kNumPixels);
  samples.has_train_twin.assign(samples.labels.size(), 0);
  return {std::move(samples), std::move(bad_rows)};
}

}  // namespace

std::unique_ptr<Source> open_fer2013_csv(const fs::path& file) {
  return std::make_unique<Fer2013CsvSource>(file);
}

}  // namespace affekt
