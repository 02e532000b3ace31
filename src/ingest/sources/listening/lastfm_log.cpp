#include "ingest/sources/listening/lastfm_log.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/error.h"
#include "core/files/lfs_pointer.h"
#include "core/files/mapped_file.h"
#include "core/process/interrupt.h"
#include "core/process/progress.h"
#include "core/text/affix.h"
#include "core/text/text.h"
#include "ingest/sources/listening/iso_time.h"
#include "ingest/sources/songs/song_text.h"

namespace affekt {
namespace {

constexpr size_t kNumFields = 6;
constexpr int64_t kLinesPerStep = 1 << 14;
using Fields = std::array<std::string_view, kNumFields>;

/// @return how many there are, also if more than are kept
size_t split_at_tabs(std::string_view line, Fields& fields) {
  size_t count = 0;
  for (;;) {
    const size_t tab = line.find('\t');
    if (count < kNumFields) fields.at(count) = trim_blanks(line.substr(0, tab));
    ++count;
    if (tab == std::string_view::npos) return count;
    line.remove_prefix(tab + 1);
  }
}

/// "b8c4eb2b-4e4c-4a7c-9d3b-0a8a2f0a5c11"; what else stands there is no id.
bool is_musicbrainz_id(std::string_view id) {
  constexpr size_t kLength = 36;
  const auto is_of_id = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
  };
  return id.size() == kLength && std::all_of(id.begin(), id.end(), is_of_id);
}

void refuse_if_cut_short(const std::filesystem::path& path, std::string_view text) {
  const size_t end = text.rfind('\n');
  if (end + 1 == text.size()) return;
  Fields fields;
  const size_t count = split_at_tabs(text.substr(end + 1), fields);  // npos + 1 is 0
  if (count < kNumFields)
    throw DataError(fmt::format(
        "{}:{}: cut short: the last line has {} of {} fields, and no line end; get the file again",
        path.string(), 1 + std::count(text.begin(), text.end(), '\n'), count, kNumFields));
}

class LastfmReader {
 public:
  explicit LastfmReader(std::string name) : name_(std::move(name)) { log_.has_times = true; }

  void read_line(std::string_view line, int64_t number) {
    if (trim_blanks(line).empty()) return;
    if (number == 1 && begins_with(line, "userid\t")) return;
    ++num_lines_;
    const std::string fault = take_play(line);
    if (!fault.empty()) log_.bad.push_back({fmt::format("{}:{}", name_, number), fault});
  }

  ListeningLog finish() {
    log_.counts = {{"plays_in_source", num_lines_}, {"users", log_.streams.size()}};
    return std::move(log_);
  }

 private:
  std::string take_play(std::string_view line) {
    Fields fields;
    const size_t count = split_at_tabs(line, fields);
    if (count != kNumFields) return fmt::format("{} fields between tabs expected, {} got", kNumFields, count);
    if (fields[0].empty()) return "a user's id expected, an empty field got";
    const std::optional<int64_t> time = parse_iso_time(fields[1]);
    if (!time)
      return fmt::format("timestamp: a time such as 2009-05-04T23:08:57Z expected, '{}' got",
                         show_field(fields[1]));
    const PlayedSong song = clean_song(fields[3], fields[5]);
    const std::string fault = song.fault();
    if (!fault.empty()) return fault;
    const std::string_view id = is_musicbrainz_id(fields[4]) ? fields[4] : std::string_view();
    const int32_t stream = streams_.find(to_valid_utf8(fields[0]));
    log_.plays.push_back({stream, log_.songs.add(song.artist, song.title, id), *time});
    return "";
  }

  std::string name_;
  ListeningLog log_{SongIdentity::kNameOrId};
  StreamNumbers streams_{log_.streams};
  int64_t num_lines_ = 0;
};

void check_text(const std::filesystem::path& path, std::string_view text) {
  const std::string pointer = explain_lfs_pointer(text.substr(0, 1024));
  if (!pointer.empty()) throw DataError(path.string() + ": is " + pointer);
  if (text.substr(0, 1 << 16).find('\0') != std::string_view::npos)
    throw DataError(path.string() +
                    ": is no text file; lines of six fields between tabs, in UTF-8, expected");
  if (trim_blanks(text.substr(0, 1 << 16)).empty()) throw DataError(path.string() + ": empty file");
}

}  // namespace

ListeningLog read_lastfm_log(const std::filesystem::path& path) {
  const MappedFile file(path);
  std::string_view rest = file.text();
  check_text(path, rest);
  refuse_if_cut_short(path, rest);
  const std::string name = to_valid_utf8(path.filename().string());
  LastfmReader reader(name);
  ProgressBar progress("Reading " + name, static_cast<int64_t>(rest.size()), "bytes");
  size_t num_told = rest.size();
  for (int64_t number = 1; !rest.empty(); ++number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    reader.read_line(rest.substr(0, end), number);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (number % kLinesPerStep != 0) continue;
    throw_if_interrupted("preparing the data");
    progress.advance(static_cast<int64_t>(num_told - rest.size()));
    num_told = rest.size();
  }
  progress.finish();
  return reader.finish();
}

}  // namespace affekt
