#include "ingest/sources/fer2013/fer2013_csv.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/error.h"
#include "ingest/sources/fer2013/fer2013_names.h"
#include "ingest/sources/fer2013/fer2013_source.h"
#include "ingest/text/csv_file.h"

namespace affekt {
namespace {

namespace fs = std::filesystem;

constexpr size_t kNumPixels = kFer2013Pixels * kFer2013Pixels;

struct Columns {
  size_t emotion = 0, pixels = 0, usage = 0;
};

constexpr std::array<const char*, 3> kColumnNames = {"emotion", "pixels", "Usage"};

/// The places in the header of each of kColumnNames.
std::array<std::vector<size_t>, 3> find_columns(const std::vector<std::string>& header) {
  std::array<std::vector<size_t>, 3> found;
  for (size_t i = 0; i < kColumnNames.size(); ++i) {
    for (size_t column = 0; column < header.size(); ++column) {
      if (normalize_fer2013_name(header[column]) == normalize_fer2013_name(kColumnNames[i]))
        found[i].push_back(column);
    }
  }
  return found;
}

Columns read_header(const fs::path& path, const CsvFile& file) {
  const CsvSlice& header = file.header_slice();
  const auto refuse = [&](const std::string& what) {
    throw DataError(
        fmt::format("{}:{}: {}; a header with the columns emotion, pixels and Usage expected, "
                    "'{}' got",
                    path.string(), header.line, what, header.text.substr(0, 60)));
  };
  const std::string missing = describe_missing_fer2013_columns(file.header());
  if (!missing.empty()) refuse(missing);
  const auto found = find_columns(file.header());
  for (size_t i = 0; i < found.size(); ++i) {
    if (found[i].size() > 1) refuse(fmt::format("column {} is there twice", kColumnNames[i]));
  }
  return {found[0].front(), found[1].front(), found[2].front()};
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

Row parse_row(const std::vector<std::string_view>& fields, const Columns& columns, uint8_t* pixels) {
  Row row;
  const std::string_view emotion = trim_csv_field(fields[columns.emotion]);
  const std::string_view name = trim_csv_field(fields[columns.usage]);
  const auto [end, error] = std::from_chars(emotion.data(), emotion.data() + emotion.size(), row.label);
  if (error != std::errc() || end != emotion.data() + emotion.size() || row.label < 0 ||
      row.label >= static_cast<int32_t>(kFer2013Classes.size())) {
    row.fault = "emotion in 0..6 expected, '" + std::string(emotion.substr(0, 20)) + "' got";
    return row;
  }
  const std::optional<Split> split = find_fer2013_split(name);
  if (!split) {
    row.fault = "Usage Training, PublicTest or PrivateTest expected, '" + std::string(name.substr(0, 20)) +
                "' got" + suggest_fer2013_split(name);
    return row;
  }
  row.split = *split;
  row.fault = parse_pixels(trim_csv_field(fields[columns.pixels]), pixels);
  return row;
}

class Fer2013CsvSource : public Source {
 public:
  Fer2013CsvSource(const fs::path& file, std::vector<std::string> notes)
      : file_(file), notes_(std::move(notes)), files_({file.filename()}) {}

  std::string layout() const override { return "one CSV file"; }
  std::vector<std::string> class_names() const override {
    return {kFer2013Classes.begin(), kFer2013Classes.end()};
  }
  fs::path root() const override { return file_.has_parent_path() ? file_.parent_path() : fs::path("."); }
  const std::vector<fs::path>& files() const override { return files_; }
  const std::vector<fs::path>& ignored() const override { return ignored_; }
  bool has_official_split() const override { return true; }
  std::vector<std::string> groups() const override { return {}; }
  RawSamples read() const override;

 private:
  fs::path file_;
  std::vector<std::string> notes_;
  std::vector<fs::path> files_, ignored_;
};

RawSamples Fer2013CsvSource::read() const {
  log_fer2013_notes(notes_);
  const CsvFile file(file_);
  const Columns columns = read_header(file_, file);
  const auto count = static_cast<size_t>(file.num_records());
  std::vector<BadSample> bad_rows;
  ImageSamples samples;
  samples.height = samples.width = kFer2013Pixels;
  samples.pixels.resize(count * kNumPixels);
  std::vector<Row> rows(count);
  file.for_each_record(
      "images", [&](int64_t record, const std::vector<std::string_view>& fields, const std::string& fault) {
        const auto index = static_cast<size_t>(record);
        if (!fault.empty()) {
          rows[index].fault = fault;
          return;
        }
        rows[index] = parse_row(fields, columns, samples.pixels.data() + index * kNumPixels);
      });

  for (size_t i = 0; i < count; ++i) {
    const std::string id = file.source_id(static_cast<int64_t>(i));
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
  samples.has_train_duplicate.assign(samples.labels.size(), 0);
  return {std::move(samples), std::move(bad_rows)};
}

}  // namespace

std::unique_ptr<Source> open_fer2013_csv(const fs::path& file, std::vector<std::string> notes) {
  return std::make_unique<Fer2013CsvSource>(file, std::move(notes));
}

bool is_csv_name(const fs::path& path) {
  const std::string extension = path.extension().string();
  return !extension.empty() && normalize_fer2013_name(extension.substr(1)) == "csv";
}

std::string describe_missing_fer2013_columns(const std::vector<std::string>& header) {
  const auto found = find_columns(header);
  std::vector<const char*> missing;
  for (size_t i = 0; i < found.size(); ++i) {
    if (found[i].empty()) missing.push_back(kColumnNames[i]);
  }
  if (missing.empty()) return "";
  return fmt::format("{} {} {} missing", missing.size() > 1 ? "columns" : "column", fmt::join(missing, ", "),
                     missing.size() > 1 ? "are" : "is");
}

}  // namespace affekt
